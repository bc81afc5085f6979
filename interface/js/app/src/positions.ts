/** A card for each position. */
import { formatValue, type PositionSnapshot } from "../../src/index.js";
import { el } from "./dom.js";
import { outlook } from "./outlook.js";
import type { State } from "./state.js";
import { health, price, tokens } from "./words.js";

const LIQUIDATABLE = "This position can be liquidated now: repay or add collateral.";

export function positionCards(state: State): HTMLElement[] {
  if (!state.owner) return [el("p", {}, "Connect a wallet to see your positions.")];
  if (state.positions.length === 0) return [el("p", {}, "You have no position in this market yet: your first deposit opens one.")];
  return state.positions.map((position) => card(state, position));
}

function card(state: State, position: PositionSnapshot): HTMLElement {
  const { market, now, assets } = state;
  const quote = position.quote(market, now);
  const asset = (index: number) => assets.find((one) => one.index === index)!;
  const { text, kind } = health(quote);
  const id = `position-${position.data.id}`;
  const slots = position.slots(market, now).map((slot) => {
    const of = asset(slot.reserve);
    const side = slot.isDebt ? "owed" : slot.isCollateral ? "collateral" : "supplied, not collateral";
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, of.symbol),
      el("td", { "data-label": "Side" }, side),
      el("td", { "data-label": "Amount" }, tokens(of, slot.atoms)),
      el("td", { "data-label": "Value" }, formatValue(slot.value)),
    );
  });
  const columns = ["Asset", "Side", "Amount", "Value"].map((name) => el("th", { scope: "col" }, name));
  const facts: string[] = [];
  if (quote.isLiquidatable) facts.push(LIQUIDATABLE);
  facts.push(quote.freePower > 0n ? `You can still borrow about ${formatValue(quote.freePower)}.` : "You cannot borrow more now.");
  for (const trigger of quote.isLiquidatable ? [] : quote.triggers) {
    const of = asset(trigger.reserve);
    const way = trigger.isDebt ? "rises above" : "falls below";
    facts.push(`Liquidation when ${of.symbol} ${way} ${price(of, trigger.price)}, if nothing else moves.`);
  }
  const meter = quote.health === undefined ? undefined : healthMeter(quote.health, `${id}-title`);
  return el(
    "article",
    { class: "card", "aria-labelledby": `${id}-title` },
    el(
      "div",
      { class: "head" },
      el("h3", { id: `${id}-title` }, `Position ${position.data.id}`),
      el("span", { class: `health ${kind}` }, `Health ${text}`),
    ),
    meter,
    slots.length === 0
      ? el("p", {}, "It is empty.")
      : el("table", { class: "cards" }, el("thead", {}, el("tr", {}, ...columns)), el("tbody", {}, ...slots)),
    el("ul", {}, ...[...facts, ...outlook(state, position)].map((line) => el("li", line === LIQUIDATABLE ? { class: "bad" } : {}, line))),
  );
}

/** Full at a health of 2; a person who cannot see it reads the number beside it. */
function healthMeter(value: number, label: string): HTMLElement {
  const shown = Math.min(value, 2).toFixed(3);
  return el("meter", { min: "0", max: "2", low: "1", high: "1.15", optimum: "2", value: shown, "aria-labelledby": label }, value.toFixed(2));
}
