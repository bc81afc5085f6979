/** The form: what to do, what it would leave, what the node says of it, and only then the wallet's signature. */
import { createNoopSigner } from "@solana/kit";
import { explain, formatValue, land, message, simulate, takesV1, UnconfirmedError, type Plan, type Simulation } from "../../src/index.js";
import { compileTransaction } from "@solana/kit";
import { el, show } from "./dom.js";
import { atomsOf, choices, debtAsset, instructions, most, positionOf, preview, type Action, type Wish } from "./plan.js";
import type { Reader, State } from "./state.js";
import { chainOf, type Connected } from "./wallet.js";
import { formatAtoms, scaledAtoms } from "../../src/index.js";
import { health, tokens } from "./words.js";

const ACTIONS: Readonly<Record<Action, string>> = {
  deposit: "Deposit",
  withdraw: "Withdraw",
  borrow: "Borrow",
  repay: "Repay",
  multiply: "Multiply",
  close: "Close",
};

/** The form's parts that are asked for again and again. */
export class Act {
  readonly #action = el("select", { name: "action" });
  readonly #position = el("select", { name: "position" });
  readonly #asset = el("select", { name: "asset" });
  readonly #amount = el("input", { name: "amount", inputmode: "decimal", autocomplete: "off", "aria-describedby": "would" });
  readonly #would = el("p", { id: "would", class: "wide", "aria-live": "polite" });
  readonly #report = el("div", { class: "wide", role: "region", "aria-label": "Simulation", "aria-live": "polite" });
  readonly #check = el("button", { type: "submit" }, "Simulate");
  readonly #sign = el("button", { type: "button", class: "primary" }, "Sign and send");
  #state: State | undefined;
  #plan: Plan | undefined;

  constructor(
    readonly form: HTMLFormElement,
    readonly reader: Reader,
    readonly exchange: string,
    readonly wallet: () => Connected | undefined,
    readonly say: (text: string, kind?: "bad" | "good") => void,
    readonly landed: () => Promise<void>,
  ) {
    for (const [value, name] of Object.entries(ACTIONS)) this.#action.append(el("option", { value }, name));
    const max = el("button", { type: "button" }, "Max");
    max.addEventListener("click", () => void this.#fill());
    const wrap = (text: string, input: HTMLElement) => el("label", {}, text, input);
    this.form.append(
      wrap("Action", this.#action),
      wrap("Position", this.#position),
      wrap("Asset", this.#asset),
      wrap("Amount", this.#amount),
      el("div", { class: "row wide" }, max, this.#check, this.#sign),
      this.#would,
      this.#report,
    );
    this.#sign.disabled = true;
    for (const input of [this.#action, this.#position, this.#asset]) input.addEventListener("change", () => this.#changed());
    this.#amount.addEventListener("input", () => this.#changed());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#simulate();
    });
    this.#sign.addEventListener("click", () => void this.#send());
  }

  /** New numbers: the choices stay what they were. */
  update(state: State): void {
    this.#state = state;
    const used = state.positions.map(({ data }) => data.id);
    const next = used.length === 0 ? 0 : Math.max(...used) + 1;
    options(this.#position, [...used.map((id) => [String(id), `Position ${id}`] as const), [String(next), "A new position"]]);
    this.#assets();
    void this.#show();
  }

  #wish(): Wish {
    return {
      action: this.#action.value as Action,
      id: Number(this.#position.value),
      reserve: this.#asset.value === "" ? undefined : Number(this.#asset.value),
      text: this.#amount.value,
    };
  }

  #assets(): void {
    const state = this.#state!;
    const { action, id } = this.#wish();
    const fit = choices(state, action, state.positions.find(({ data }) => data.id === id));
    options(this.#asset, fit.map(({ index, symbol }) => [String(index), symbol] as const));
    this.#asset.disabled = action === "close";
    this.#amount.disabled = action === "close";
  }

  /** What was simulated is not what would be signed any more: the wish or the wallet is another. */
  forget(): void {
    this.#plan = undefined;
    this.#sign.disabled = true;
    show(this.#report);
  }

  #changed(): void {
    this.forget();
    this.#assets();
    void this.#show();
  }

  /** What the program's arithmetic says of the wish, before any node is asked. */
  async #show(): Promise<void> {
    const [state, wallet, wish] = [this.#state, this.wallet(), this.#wish()];
    if (!state || !wallet) return;
    const asset = state.assets.find(({ index }) => index === wish.reserve);
    const { position, open } = await positionOf(state, wallet.address, wish.id);
    if (wish.action === "close") {
      return this.#tell(open ? "Repays everything, withdraws everything, and closes the position; its rent comes back." : "There is nothing to close here.");
    }
    if (!asset) return this.#tell(`There is nothing to ${wish.action} here.`);
    const limit = open || wish.action === "deposit" ? most(state, position, wish.action, asset) : 0n;
    if (wish.text.trim() === "") {
      const unit = wish.action === "multiply" ? `Amount is what to borrow, in ${debtAsset(state)?.symbol ?? "the lent asset"}.` : "";
      return this.#tell(limit === undefined ? unit : `Up to ${tokens(asset, limit)}.`);
    }
    try {
      const unit = wish.action === "multiply" ? debtAsset(state) : asset;
      if (!unit) return this.#tell("Multiply borrows what is lent, and this market lends nothing.", "bad");
      const amount = atomsOf(unit, wish.text);
      const left = preview(state, position, wish, amount);
      if (!left) return this.#tell("Simulate to see what it leaves.");
      if (!left.ok) return this.#tell(`The program would refuse: ${left.error.message}`, "bad");
      const { text, kind } = health(left.quote);
      this.#tell(`Health after: ${text}. Borrow power left: ${formatValue(left.quote.freePower)}.`, kind === "good" ? undefined : kind);
    } catch (error) {
      this.#tell(error instanceof RangeError ? error.message : explain(error), "bad");
    }
  }

  #tell(text: string, kind?: string): void {
    this.#would.className = `wide ${kind ?? ""}`;
    if (this.#would.textContent !== text) this.#would.textContent = text;
  }

  async #fill(): Promise<void> {
    const [state, wallet, wish] = [this.#state, this.wallet(), this.#wish()];
    const asset = state?.assets.find(({ index }) => index === wish.reserve);
    if (!state || !wallet) return;
    const { position } = await positionOf(state, wallet.address, wish.id);
    const limit = asset && most(state, position, wish.action, asset);
    if (!asset || limit === undefined) return this.say("Only a simulation can say how much that is.", "bad");
    this.#amount.value = formatAtoms(scaledAtoms(limit, asset.scaled.multiplier), asset.decimals).replaceAll(",", "");
    this.#changed();
  }

  async #simulate(): Promise<void> {
    const [state, wallet] = [this.#state, this.wallet()];
    if (!state || !wallet) return this.say("Connect a wallet first.", "bad");
    this.#check.disabled = true;
    const asked = JSON.stringify(this.#wish());
    try {
      const payer = createNoopSigner(wallet.address);
      const { rpc } = this.reader;
      const version = wallet.version === 1 && (await takesV1(rpc)) ? 1 : 0;
      const plan: Plan = { payer, ...(await instructions(rpc, state, payer, this.#wish(), this.exchange)), version };
      const simulated = await simulate(rpc, plan, state.market.programAddress);
      // what is signed is what the form says and who is connected, not what they were when the node was asked
      if (JSON.stringify(this.#wish()) !== asked || this.wallet() !== wallet) return;
      this.#plan = simulated.error === undefined ? { ...plan, computeUnits: Math.ceil(simulated.units * 1.1) + 500 } : undefined;
      show(this.#report, ...report(state, simulated));
      this.#sign.disabled = this.#plan === undefined;
      if (this.#plan) this.#sign.focus();
    } catch (error) {
      show(this.#report, el("p", { class: "bad" }, `Refused: ${explain(error)}`));
    } finally {
      this.#check.disabled = false;
    }
  }

  async #send(): Promise<void> {
    const [plan, wallet] = [this.#plan, this.wallet()];
    if (!plan || !wallet) return;
    this.#sign.disabled = true;
    this.#plan = undefined;
    const sent = JSON.stringify(this.#wish());
    try {
      const { value: lifetime } = await this.reader.rpc.getLatestBlockhash({ commitment: "confirmed" }).send();
      this.say("Waiting for the wallet.");
      const signed = await wallet.sign(compileTransaction(message(plan, lifetime)), await chainOf(this.reader.rpc));
      this.say("Sent, waiting for the cluster.");
      const signature = await land(this.reader.rpc, signed, lifetime, this.#state?.market.programAddress);
      // what was typed while it landed is the next wish, and stays
      if (JSON.stringify(this.#wish()) === sent) {
        this.#amount.value = "";
        this.#changed();
      }
      this.say(`Confirmed: ${signature}`, "good");
    } catch (error) {
      this.say(error instanceof UnconfirmedError ? error.message : `Refused: ${explain(error)}`, "bad");
    }
    await this.landed();
  }
}

function options(select: HTMLSelectElement, list: readonly (readonly [value: string, text: string])[]): void {
  const before = select.value;
  const same = list.length === select.options.length && list.every(([value, text], n) => select.options[n]?.value === value && select.options[n]?.text === text);
  if (same) return;
  select.replaceChildren(...list.map(([value, text]) => el("option", { value }, text)));
  if (list.some(([value]) => value === before)) select.value = before;
}

function report(state: State, { error, units, events }: Simulation): HTMLElement[] {
  if (error !== undefined) return [el("p", { class: "bad" }, `The program refuses: ${explain(error)}`)];
  const lines = events.map((event) => {
    const asset = state.assets.find(({ index }) => index === event.reserve);
    const name = event.name.replace(/([A-Z])/g, " $1").toLowerCase();
    return el("li", {}, asset && event.amount > 0n ? `${name}: ${tokens(asset, event.amount)}` : name);
  });
  return [el("p", { class: "good" }, `The node ran it: it would land, for ${units.toLocaleString("en")} compute units.`), el("ul", {}, ...lines)];
}
