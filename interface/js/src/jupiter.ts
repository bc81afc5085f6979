/**
 * An exit through an aggregator with Jupiter's HTTP interface: `GET /quote`, then `POST /swap-instructions`. What it answers
 * is foreign code: simulate the transaction before it is signed.
 */
import { AccountRole, getBase64Encoder, type Address, type Instruction } from "@solana/kit";
import type { Exit, Trade } from "./loop.js";

interface Meta {
  readonly pubkey: Address;
  readonly isSigner: boolean;
  readonly isWritable: boolean;
}

interface Wire {
  readonly programId: Address;
  readonly accounts: readonly Meta[];
  readonly data: string;
}

function instruction({ programId, accounts, data }: Wire): Instruction {
  const role = ({ isSigner, isWritable }: Meta) =>
    isSigner
      ? isWritable ? AccountRole.WRITABLE_SIGNER : AccountRole.READONLY_SIGNER
      : isWritable ? AccountRole.WRITABLE : AccountRole.READONLY;
  return {
    programAddress: programId,
    accounts: accounts.map((meta) => ({ address: meta.pubkey, role: role(meta) })),
    data: new Uint8Array(getBase64Encoder().encode(data)),
  };
}

/**
 * The exit at `url`, with a slippage limit in basis points, and with routes of at most so many accounts: a transaction
 * names 64, of which a loop's other legs take up to 20.
 */
export function jupiterExit(url: string, slippageBps = 50, maxAccounts = 40): Exit {
  const base = url.replace(/\/$/, "");
  const call = async (path: string, init?: RequestInit): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${base}${path}`, init);
    if (!answer.ok) throw new Error(`The exchange refused with status ${answer.status}: ${(await answer.text()).slice(0, 200)}`);
    return (await answer.json()) as Record<string, unknown>;
  };
  return {
    async sell(owner, mintIn, mintOut, amountIn): Promise<Trade> {
      const query = new URLSearchParams({ inputMint: mintIn, outputMint: mintOut, amount: String(amountIn), slippageBps: String(slippageBps), swapMode: "ExactIn", maxAccounts: String(maxAccounts) });
      const quote = await call(`/quote?${query}`);
      const body = JSON.stringify({ quoteResponse: quote, userPublicKey: owner, wrapAndUnwrapSol: false });
      const swap = await call("/swap-instructions", { method: "POST", headers: { "content-type": "application/json" }, body });
      const list = [...((swap["setupInstructions"] as Wire[] | undefined) ?? []), swap["swapInstruction"] as Wire];
      if (swap["cleanupInstruction"]) list.push(swap["cleanupInstruction"] as Wire);
      const tables = (swap["addressLookupTableAddresses"] as Address[] | undefined) ?? [];
      return { instructions: list.map(instruction), minOut: BigInt(quote["otherAmountThreshold"] as string), tables };
    },
  };
}
