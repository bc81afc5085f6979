/** Reads, shows, and reads again. */
import type { Wallet } from "@wallet-standard/base";
import { explain } from "../../src/index.js";
import { Act } from "./act.js";
import { byId, el, show } from "./dom.js";
import { marketsTable } from "./markets.js";
import { positionCards } from "./positions.js";
import { settings, settingsForm } from "./settings.js";
import { Reader, type State } from "./state.js";
import { connect, follow, watchWallets, type Connected } from "./wallet.js";
import { sessionName, when } from "./words.js";

const EVERY_MS = 2_000;
const LAST = "hypothec-wallet";
const of = settings();
let connected: Connected | undefined;
let unfollow = (): void => undefined;
let wallets: readonly Wallet[] = [];
let reader: Reader | undefined;
let act: Act | undefined;
let reading: Promise<void> | undefined;
let shown: Date | undefined;

function say(text: string, kind = ""): void {
  const status = byId("status");
  status.className = kind;
  status.textContent = text;
}

function notice(text: string): void {
  const box = byId("notice");
  if (box.textContent !== text) show(box, text ? el("p", { class: "card bad" }, text) : undefined);
}

function showWallet(): void {
  const box = byId("wallet");
  if (connected) {
    const { address } = connected;
    const leave = el("button", { type: "button" }, "Disconnect");
    leave.addEventListener("click", () => void disconnect());
    show(box);
    box.replaceChildren(el("code", { title: address }, `${address.slice(0, 4)}…${address.slice(-4)}`), leave);
    return;
  }
  const buttons = wallets.map((wallet) => {
    const button = el("button", { type: "button", class: "primary" }, `Connect ${wallet.name}`);
    button.addEventListener("click", () => void enter(wallet));
    return button;
  });
  box.replaceChildren(...(buttons.length > 0 ? buttons : [el("span", { class: "dim" }, "No wallet found in this browser.")]));
}

/** Goes on with another account, or with none. */
async function become(next: Connected | undefined): Promise<void> {
  unfollow();
  connected = next;
  unfollow = next ? follow(next.wallet, (changed) => void become(changed)) : () => undefined;
  if (next) localStorage.setItem(LAST, next.wallet.name);
  else localStorage.removeItem(LAST);
  act?.forget();
  showWallet();
  await read();
}

async function enter(wallet: Wallet, silent = false): Promise<void> {
  try {
    const next = await connect(wallet, silent);
    if (next) return await become(next);
    if (!silent) say("The wallet has no account of Solana's for this page.", "bad");
  } catch (error) {
    if (!silent) say(`The wallet refused: ${explain(error)}`, "bad");
  }
}

async function disconnect(): Promise<void> {
  try {
    await connected?.disconnect();
  } catch (error) {
    say(`The wallet did not disconnect: ${explain(error)}`, "bad");
  }
  await become(undefined);
}

function render(state: State): void {
  const { session, until } = state.market.session(state.now);
  byId("session").textContent = `${sessionName(session)} session until ${when(until)}`;
  show(byId("markets"), marketsTable(state));
  show(byId("positions"), ...positionCards(state));
  byId("act").hidden = connected === undefined;
  if (connected) act?.update(state);
}

async function once(): Promise<void> {
  try {
    reader ??= new Reader(of);
    act ??= new Act(byId("form"), reader, of.exchange, () => connected, say, read);
    render(await reader.read(connected?.address));
    notice("");
    shown = new Date();
  } catch (error) {
    notice(`${explain(error)}${shown ? ` What you see is from ${shown.toLocaleTimeString()}.` : ""}`);
  }
}

/** One reading at a time. */
async function read(): Promise<void> {
  await reading;
  reading = once();
  await reading;
}

settingsForm(byId("settings-form"));
if (!of.market) byId<HTMLDetailsElement>("settings").open = true;
watchWallets((list) => {
  wallets = list;
  showWallet();
  const known = list.find(({ name }) => name === localStorage.getItem(LAST));
  if (!connected && known) void enter(known, true);
});
void read();
setInterval(() => void (document.hidden ? undefined : read()), EVERY_MS);
