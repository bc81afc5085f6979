/** Which node, program and market: from the address bar, else from the last visit. */
import { isAddress } from "@solana/kit";
import { generated } from "../../src/index.js";

export interface Settings {
  readonly rpc: string;
  readonly program: string;
  readonly market: string;
  readonly exchange: string;
}

const FIELDS = {
  rpc: { label: "Node (JSON-RPC URL)", type: "url", help: "A node that answers getProgramAccounts to browsers." },
  program: { label: "Program address", type: "text", help: "" },
  market: { label: "Market address", type: "text", help: "" },
  exchange: { label: "Exchange (URL of a Jupiter-like API; empty for none)", type: "text", help: "" },
} as const;

const KEY = "hypothec-settings";

function stored(): Partial<Settings> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Settings>;
  } catch {
    return {};
  }
}

/** The settings in force. */
export function settings(): Settings {
  const query = new URLSearchParams(location.search);
  const kept = stored();
  const of = (name: keyof Settings, fallback: string) => query.get(name) ?? kept[name] ?? fallback;
  return {
    rpc: of("rpc", "http://127.0.0.1:8899"),
    program: of("program", generated.HYPOTHEC_PROGRAM_ADDRESS),
    market: of("market", ""),
    exchange: of("exchange", ""),
  };
}

/** What is wrong with settings, in words; empty when nothing is. */
export function problem(of: Settings): string {
  if (!of.market) return "No market is set: name its address under Settings.";
  if (!isAddress(of.market)) return `"${of.market}" is no address of a market: check Settings.`;
  if (!isAddress(of.program)) return `"${of.program}" is no address of a program: check Settings.`;
  return URL.canParse(of.rpc) ? "" : `"${of.rpc}" is no URL of a node: check Settings.`;
}

/** Fills the form; saving reloads the page with the settings in its address. */
export function settingsForm(form: HTMLFormElement): void {
  const now = settings();
  for (const [name, { label, type, help }] of Object.entries(FIELDS)) {
    const input = document.createElement("input");
    Object.assign(input, { name, type, value: now[name as keyof Settings], spellcheck: false, autocomplete: "off" });
    const wrap = document.createElement("label");
    wrap.className = "wide";
    wrap.append(label, input);
    if (help) {
      const note = document.createElement("small");
      note.id = `${name}-help`;
      note.textContent = help;
      input.setAttribute("aria-describedby", note.id);
      wrap.append(note);
    }
    form.append(wrap);
  }
  const save = document.createElement("button");
  save.textContent = "Save and reload";
  form.append(save);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(form)) as unknown as Settings;
    localStorage.setItem(KEY, JSON.stringify(values));
    location.search = new URLSearchParams({ ...values }).toString();
  });
}
