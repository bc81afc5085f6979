/** The table of what can be supplied and borrowed. */
import { constants, formatPpm } from "../../src/index.js";
import { el } from "./dom.js";
import type { State } from "./state.js";
import { price, stateOf, tokens } from "./words.js";

const COLUMNS = ["Asset", "Price", "State", "Supply APR", "Borrow APR", "Loan to value", "Available"];

export function marketsTable({ assets }: State): HTMLElement {
  const rows = assets.map((asset) => {
    const lent = (asset.record.config.switches & constants.SWITCH_BORROW) !== 0;
    const state = stateOf(asset);
    const cells: [string, string, string?][] = [
      ["Price", asset.priceTs === 0n ? "none" : price(asset, asset.low)],
      ["State", state, state === "live" ? "good" : "warn"],
      ["Supply APR", formatPpm(asset.supplyAprPpm)],
      ["Borrow APR", lent ? formatPpm(asset.borrowAprPpm) : "not lent"],
      ["Loan to value", `${(asset.ltvBps / 100).toFixed(2)} %`],
      ["Available", lent ? tokens(asset, asset.cash) : "not lent"],
    ];
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, asset.symbol),
      ...cells.map(([label, text, kind]) => el("td", { "data-label": label, class: kind }, text)),
    );
  });
  const head = el("thead", {}, el("tr", {}, ...COLUMNS.map((name) => el("th", { scope: "col" }, name))));
  return el("table", { class: "cards" }, head, el("tbody", {}, ...rows));
}
