/** Numbers and states as a person reads them. */
import { formatAtoms, formatValue, generated, scaledAtoms, type Quote } from "../../src/index.js";
import type { Asset } from "./state.js";

const NAMES = ["Regular", "Extended", "Overnight", "Closed"];

export function sessionName(session: generated.Session): string {
  return NAMES[session] ?? "Closed";
}

const WHEN = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: "America/New_York" });

/** A time as New York's exchanges read it. */
export function when(ts: bigint): string {
  return `${WHEN.format(new Date(Number(ts) * 1000))} in New York`;
}

/** Atoms as a wallet shows them. */
export function tokens(asset: Asset, atoms: bigint): string {
  return `${formatAtoms(scaledAtoms(atoms, asset.scaled.multiplier), asset.decimals)} ${asset.symbol}`;
}

/** The price of one token as a wallet counts them: raw price by the multiplier. */
export function price(asset: Asset, value: bigint): string {
  return asset.scaled.multiplier === 1 ? formatValue(value) : formatValue(BigInt(Math.round(Number(value) / asset.scaled.multiplier)));
}

/** Health in words. */
export function health(quote: Quote): { text: string; kind: "good" | "warn" | "bad" } {
  if (quote.health === undefined) return { text: "none (no debt)", kind: "good" };
  const text = quote.health > 100 ? "over 100" : (Math.floor(quote.health * 100) / 100).toFixed(2);
  return { text, kind: quote.isLiquidatable ? "bad" : quote.health < 1.15 ? "warn" : "good" };
}

const STATES: Readonly<Record<string, string>> = {
  Stale: "price is stale",
  IssuerStale: "issuer not checked lately",
  Diverged: "price sources disagree",
  Quarantined: "price source held out",
  OffHours: "off-hours",
  Closed: "exchange closed",
  Paused: "paused by its issuer",
  VaultFrozen: "vault frozen",
  HookArmed: "transfer hook armed",
  FeeArmed: "transfer fee armed",
  ReduceOnly: "market only reduces risk",
  Partial: "one price source missing",
  Terminal: "in terminal settlement",
  DefaultFrozen: "new token accounts start frozen",
  NewExtension: "mint has gained an extension",
  DecimalsChanged: "mint's decimals changed",
  MintReplaced: "mint was replaced",
  Shortfall: "part of the vault is missing",
};

/** What is unusual about an asset, for a person. */
export function stateOf(asset: Asset): string {
  if (asset.priceTs === 0n) return "no price yet";
  const names = asset.states.filter((name) => asset.isEquity || (name !== "OffHours" && name !== "Closed"));
  return names.map((name) => STATES[name] ?? name).join(", ") || "live";
}
