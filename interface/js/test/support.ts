/** What tests of both chains share. */
import type { FailedTransactionMetadata } from "litesvm";
import { HypothecError, generated } from "../src/index.js";
import { ERRORS } from "../src/generated/names.js";

export const HYPOTHEC_PROGRAM_ADDRESS = generated.HYPOTHEC_PROGRAM_ADDRESS;

/** LiteSVM's failure as the client's error, or as it is. */
export function HypothecErrorOf(failed: FailedTransactionMetadata): Error {
  const error = failed.err() as { index?: number; err?: () => { code?: number } };
  const inner = typeof error.err === "function" ? error.err() : undefined;
  const code = inner?.code;
  if (code !== undefined && code in ERRORS) return new HypothecError(code, error.index);
  return new Error(`${failed.err().toString()} ${failed.meta().logs().join("\n")}`);
}

/** Wednesday, 18 November 2026, 10:30 in New York. */
export const WEDNESDAY = BigInt(Date.parse("2026-11-18T15:30:00Z") / 1000);
