/** What the clock and the issuer will do to a position, if prices stay as they are. */
import { Quote, formatValue, generated, type PositionSnapshot } from "../../src/index.js";
import type { State } from "./state.js";
import { health, when } from "./words.js";

const DAY = 86_400n;

/** Sentences about the coming nights and the weekend, and about announced multipliers. */
export function outlook(state: State, position: PositionSnapshot): string[] {
  const { market, now, assets } = state;
  const held = position.reserves.map((index) => assets.find((asset) => asset.index === index)!);
  if (!held.some((asset) => asset.isEquity)) return [];
  const lines: string[] = [];
  const today = Quote.at(market, position, now);
  const closed = market.sessions(now, 12).find(({ session, from }) => session === generated.Session.Closed && from < now + 8n * DAY);
  if (closed) {
    const then = Quote.at(market, position, closed.until - 60n);
    const begins = closed.from <= now ? "The exchange is closed" : `The exchange closes on ${when(closed.from)}`;
    lines.push(
      `${begins} until ${when(closed.until)}. At today's prices your borrow power is then ${formatValue(then.data.power)} (now ${formatValue(today.data.power)}) and your health ${health(then).text}: the clock by itself liquidates nobody.`,
    );
    if (then.data.debt > then.data.power) lines.push("You could not borrow or withdraw collateral before it opens again; you can always repay and top up.");
    if (today.health !== undefined) lines.push("The first price after the weekend may lie far from the last: it is the liquidation price above that counts.");
  }
  for (const { symbol, scaled } of held) {
    if (!scaled.next) continue;
    const { multiplier, fromTs } = scaled.next;
    const ratio = multiplier / scaled.multiplier;
    const change = `On ${when(fromTs)} one raw ${symbol} becomes ${multiplier.toFixed(6)} shares instead of ${scaled.multiplier.toFixed(6)}.`;
    lines.push(
      Math.abs(ratio - 1) <= 0.01
        ? `${change} That is a dividend: you hold more shares, each priced lower by as much, and your health does not change by it.`
        : `${change} That is a split or another large change: the share price is held out until prices bear it out, and the token's own price carries your position meanwhile.`,
    );
  }
  return lines;
}
