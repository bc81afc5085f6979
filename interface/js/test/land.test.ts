/** What becomes of a transaction once it is out, whatever its node does meanwhile. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_NODE_UNHEALTHY,
  SolanaError,
  generateKeyPairSigner,
  isSolanaError,
  signTransactionMessageWithSigners,
  type Blockhash,
  type Rpc,
  type SolanaRpcApi,
} from "@solana/kit";
import { HypothecError, OtherProgramError, UnconfirmedError, land, message } from "../src/index.js";

const LIFETIME = { blockhash: "11111111111111111111111111111111" as Blockhash, lastValidBlockHeight: 100n };

type Answers = Record<string, (call: number, args: readonly unknown[]) => unknown>;

/** A node that answers as it is told, by the method and how often that was called before. */
function node(answers: Answers): { rpc: Rpc<SolanaRpcApi>; calls: Record<string, number> } {
  const calls: Record<string, number> = {};
  const handler = {
    get: (_: object, method: string) => (...args: unknown[]) => ({
      send: async () => {
        const before = calls[method] ?? 0;
        calls[method] = before + 1;
        return answers[method]!(before, args);
      },
    }),
  };
  return { rpc: new Proxy({}, handler) as Rpc<SolanaRpcApi>, calls };
}

async function landed(answers: Answers): Promise<{ told: string | Error; calls: Record<string, number> }> {
  const payer = await generateKeyPairSigner();
  const signed = await signTransactionMessageWithSigners(message({ payer, instructions: [] }, LIFETIME));
  const { rpc, calls } = node({ getBlockHeight: () => 1n, sendTransaction: () => "taken", ...answers });
  const told = await land(rpc, signed, LIFETIME).catch((error: Error) => error);
  return { told, calls };
}

const status = (value: unknown) => ({ value: [value] });
const CONFIRMED = status({ err: null, confirmationStatus: "confirmed" });
const silence = (): never => {
  throw new TypeError("fetch failed");
};

test("a_transaction_that_confirms_as_its_blockhash_expires_has_landed", async () => {
  const { told } = await landed({ getBlockHeight: () => 101n, getSignatureStatuses: () => CONFIRMED });
  assert.equal(typeof told, "string");
  const processed = status({ err: null, confirmationStatus: "processed" });
  const late = await landed({ getBlockHeight: () => 101n, getSignatureStatuses: (call) => (call === 0 ? processed : CONFIRMED) });
  assert.equal(typeof late.told, "string", "it is in a block, if not in a confirmed one yet");
  const never = await landed({ getBlockHeight: () => 101n, getSignatureStatuses: () => status(null) });
  assert.match(String(never.told), /expired before it landed: nothing happened/);
  assert.equal(never.calls["sendTransaction"], undefined, "nothing is sent that cannot land");
});

test("a_node_that_hiccups_is_asked_again_and_one_that_stays_silent_leaves_it_unconfirmed", async () => {
  const { told, calls } = await landed({
    getSignatureStatuses: (call) => (call === 0 ? status(null) : call < 4 ? silence() : CONFIRMED),
  });
  assert.equal(typeof told, "string");
  assert.equal(calls["sendTransaction"], 1);
  const lost = await landed({ getSignatureStatuses: (call) => (call === 0 ? status(null) : silence()) });
  assert.ok(lost.told instanceof UnconfirmedError && lost.told.message.includes(lost.told.signature), String(lost.told));
});

test("whatever_a_node_says_after_a_sending_is_no_refusal_of_what_may_have_landed", async () => {
  const unhealthy = (): never => {
    throw new SolanaError(SOLANA_ERROR__JSON_RPC__SERVER_ERROR_NODE_UNHEALTHY, { numSlotsBehind: 3 });
  };
  const html = (): never => JSON.parse("<html>") as never;
  const unknown = () => status(null);
  const cases: Answers[] = [
    { getBlockHeight: (call) => (call === 0 ? 1n : unhealthy()), getSignatureStatuses: unknown },
    { getBlockHeight: (call) => (call === 0 ? 1n : unhealthy()), getSignatureStatuses: unknown, sendTransaction: silence },
    { getSignatureStatuses: (call) => (call === 0 ? unknown() : html()) },
    { getSignatureStatuses: (call) => (call === 0 ? unknown() : html()), sendTransaction: html },
  ];
  for (const { told } of await Promise.all(cases.map(landed))) assert.ok(told instanceof UnconfirmedError, String(told));
  // a sending whose answer is lost, and a second that is refused since the first arrived
  const twice = await landed({
    getSignatureStatuses: (call) => (call < 6 ? unknown() : CONFIRMED),
    sendTransaction: (call) => (call === 0 ? silence() : unhealthy()),
  });
  assert.deepEqual([typeof twice.told, twice.calls["sendTransaction"]], ["string", 2]);
  const refused = await landed({ getSignatureStatuses: unknown, sendTransaction: unhealthy });
  assert.ok(isSolanaError(refused.told, SOLANA_ERROR__JSON_RPC__SERVER_ERROR_NODE_UNHEALTHY), "nothing was sent before");
  assert.equal(refused.calls["sendTransaction"], 1);
});

test("a_transaction_that_failed_in_its_block_names_the_program_that_refused", async () => {
  const failed = status({ err: { InstructionError: [0, { Custom: 1 }] }, confirmationStatus: "confirmed" });
  const logs = ["Program TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA failed: custom program error: 0x1"];
  const record = (call: number, [, config]: readonly unknown[]) => {
    const { maxSupportedTransactionVersion: most } = config as { maxSupportedTransactionVersion: number };
    if (most < 1) throw new Error("a transaction of version 1 is not told to who reads version 0");
    return call === 0 ? null : { meta: { logMessages: logs } }; // it is written down after its status
  };
  const { told } = await landed({ getSignatureStatuses: () => failed, getTransaction: record });
  assert.ok(told instanceof OtherProgramError, String(told));
  assert.equal(told.message, "The token account does not hold enough tokens.");
});

test("a_refusal_names_the_place_of_an_instruction_among_those_of_the_plan", async () => {
  const failed = status({ err: { InstructionError: [1, { Custom: 73 }] }, confirmationStatus: "confirmed" });
  // its first instruction sets the limit of compute units
  const { told } = await landed({ getSignatureStatuses: () => failed, getTransaction: () => ({ meta: { logMessages: [] } }) });
  assert.ok(told instanceof HypothecError, String(told));
  assert.deepEqual([told.title, told.instruction], ["StalePrice", 0]);
});
