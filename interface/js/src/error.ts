/** Every refusal by its name and in words, in production builds too. */
import { isAddress, type Address } from "@solana/kit";
import { HYPOTHEC_PROGRAM_ADDRESS } from "./generated/index.js";
import { ERRORS } from "./generated/names.js";
import { SYSTEM_PROGRAM, TOKEN_2022_PROGRAM, TOKEN_PROGRAM } from "./token.js";

/** An error of the program. */
export class HypothecError extends Error {
  /** The custom error code. */
  readonly code: number;
  /** Its name, such as `StalePrice`; `Unknown` for a code of a newer program. */
  readonly title: string;
  /** The failing instruction's place in the transaction, where that is known. */
  readonly instruction: number | undefined;

  constructor(code: number, instruction?: number, options?: ErrorOptions) {
    const known = ERRORS[code];
    super(known?.message ?? `The program refused with code ${code}, which this client does not know.`, options);
    this.name = "HypothecError";
    this.code = code;
    this.title = known?.name ?? "Unknown";
    this.instruction = instruction;
  }
}

/** What other programs and the runtime refuse with, in words. Keys are the runtime's own names. */
const RUNTIME: Readonly<Record<string, string>> = {
  AccountNotFound: "The fee payer's account does not exist on this cluster: fund it first.",
  InsufficientFundsForFee: "The wallet does not hold enough SOL for the fee.",
  InsufficientFundsForRent: "The wallet does not hold enough SOL for the rent of a new account.",
  BlockhashNotFound: "The transaction is too old, or made for another cluster: try again.",
  AlreadyProcessed: "This very transaction has landed already.",
  ComputationalBudgetExceeded: "The transaction ran out of compute units.",
  ProgramAccountNotFound: "The program does not exist on this cluster: check the cluster and the program's address.",
  InvalidProgramForExecution: "The program's address holds no program on this cluster.",
  MissingRequiredSignature: "A signature is missing.",
  InsufficientFunds: "An account does not hold enough.",
};

const TOKEN: Readonly<Record<number, string>> = {
  1: "The token account does not hold enough tokens.",
  4: "The token account belongs to somebody else.",
  17: "The token account is frozen by its issuer.",
};

/** The errors of other programs that a user meets, by program and code. */
const OTHERS: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  [TOKEN_PROGRAM]: TOKEN,
  [TOKEN_2022_PROGRAM]: TOKEN,
  [SYSTEM_PROGRAM]: { 0: "An account with this address exists already.", 1: "The account that pays does not hold enough SOL." },
};

/** A refusal by another program than Hypothec: a token program, an exchange. */
export class OtherProgramError extends Error {
  /** The program that refused. */
  readonly program: string;
  /** Its custom code, where it gave one. */
  readonly code: number | undefined;

  constructor(program: string, code: number | undefined, options?: ErrorOptions) {
    const known = code === undefined ? undefined : OTHERS[program]?.[code];
    const why = code === undefined ? runtimeWords(options?.cause) : `It gave code ${code}.`;
    super(known ?? `Program ${program} refused. ${why ?? ""}`.trim(), options);
    this.name = "OtherProgramError";
    this.program = program;
    this.code = code;
  }
}

/**
 * What refused a transaction, by its error and its logs: a {@link HypothecError}, an {@link OtherProgramError}, or else the
 * runtime's own error in words. One code means one thing to each program, and the logs say whose it is: without them a code
 * that several programs give is told as what it is, a number. An instruction's place is counted after the first `skipped`.
 */
export function refusal(error: unknown, logs: readonly string[], programAddress: Address = HYPOTHEC_PROGRAM_ADDRESS, skipped = 0): Error {
  const [found, program, options] = [customCode(error), refuser(logs), { cause: error }];
  if (program !== undefined && program !== programAddress) return new OtherProgramError(program, found?.code, options);
  if (!found || !(found.code in ERRORS)) return new Error(explain(error), options);
  if (program === undefined && Object.values(OTHERS).some((codes) => found.code in codes)) {
    // without its cause, whose code would be taken for ours again
    return new Error(`An instruction was refused with code ${found.code}, and the node has no logs that say by which program.`);
  }
  return new HypothecError(found.code, found.instruction === undefined ? undefined : found.instruction - skipped, options);
}

/** The program of the first line that says that one failed: its callers fail after it. */
function refuser(logs: readonly string[]): string | undefined {
  for (const line of logs) {
    const [, program] = /^Program (\w+) failed: /.exec(line) ?? [];
    if (program !== undefined && isAddress(program)) return program;
  }
  return undefined;
}

/**
 * The program's error within a transaction error in JSON-RPC's form (`{ InstructionError: [n, { Custom: code }] }`), an
 * error thrown by `@solana/kit`, or a LiteSVM failure; `undefined` when it is none of the program's. Without logs the code
 * alone decides, though a token program may have given it: {@link refusal} takes logs.
 */
export function hypothecError(error: unknown): HypothecError | undefined {
  if (error instanceof OtherProgramError) return undefined;
  const found = customCode(error);
  if (!found || !(found.code in ERRORS)) return undefined;
  return new HypothecError(found.code, found.instruction, { cause: error });
}

/** One sentence for a person: what was refused, and what would be right where that is known. */
export function explain(error: unknown): string {
  if (error instanceof HypothecError || error instanceof OtherProgramError) return error.message;
  const own = hypothecError(error);
  if (own) return own.message;
  const words = runtimeWords(error);
  if (words) return words;
  const text = textOf(error);
  const message = error instanceof Error ? error.message : "";
  if (/fetch failed|Failed to fetch|ECONNREFUSED|NetworkError/i.test(text)) return "The node does not answer: check the URL.";
  return message || `The transaction was refused: ${text}`;
}

function runtimeWords(error: unknown): string | undefined {
  const text = textOf(error);
  return Object.entries(RUNTIME).find(([name]) => new RegExp(`\\b${name}\\b`).test(text))?.[1];
}

interface Custom {
  code: number;
  instruction: number | undefined;
}

function customCode(error: unknown, depth = 0): Custom | undefined {
  if (typeof error !== "object" || error === null || depth > 6) return undefined;
  const record = error as Record<string, unknown>;
  const failed = record["InstructionError"];
  if (Array.isArray(failed)) {
    const custom = (failed[1] as { Custom?: number | bigint } | undefined)?.Custom;
    return custom === undefined ? undefined : { code: Number(custom), instruction: Number(failed[0]) };
  }
  const context = record["context"] as { __code?: number; code?: number; index?: number } | undefined;
  // kit's SOLANA_ERROR__INSTRUCTION_ERROR__CUSTOM
  if (context?.__code === 4615026 && context.code !== undefined) {
    return { code: context.code, instruction: context.index };
  }
  for (const key of ["cause", "err", "data", "value", "transactionError"]) {
    const inner = typeof record[key] === "function" ? undefined : customCode(record[key], depth + 1);
    if (inner) return inner;
  }
  return undefined;
}

function textOf(error: unknown, depth = 0): string {
  if (typeof error === "string") return error;
  if (typeof error !== "object" || error === null || depth > 4) return String(error);
  const { name, message, cause } = error as { name?: string; message?: string; cause?: unknown };
  const own = message ? `${name ?? ""} ${message}` : JSON.stringify(error, (_, value) => (typeof value === "bigint" ? String(value) : value));
  return cause === undefined ? own : `${own} ${textOf(cause, depth + 1)}`;
}
