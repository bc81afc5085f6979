/**
 * The client of Hypothec. Read a market and a position, ask what they can do, build the transaction, and send it:
 *
 * ```ts
 * const market = await MarketSnapshot.fetch(rpc, MARKET);
 * const position = await PositionSnapshot.fetch(rpc, market, owner.address, 0);
 * if (!position) throw new Error("the first deposit opens a position");
 * const quote = Quote.at(market, position, now + 60n, { borrow: USDC }); // with a minute's interest
 * const step = { kind: "borrow", reserve: USDC, amount: quote.data.maxBorrow } as const;
 * const reserves = reservesToRefresh(position.reserves, [USDC]);
 * const { mint, tokenProgram } = market.reserveRecord(USDC);
 * const instructions = [
 *   refreshPrices(market, reserves, await fetchPosted(rpc, market, reserves, now)),
 *   await createAssociatedTokenAccount(owner.address, owner.address, mint, tokenProgram),
 *   await actionInstruction(market, { position: position.address, owner }, step),
 * ];
 * await send(rpc, { payer: owner, instructions });
 * ```
 *
 * @module
 */
export * from "./actions.js";
export * from "./amount.js";
export { Core } from "./core.js";
export * from "./error.js";
export * from "./event.js";
export * from "./jupiter.js";
export * from "./loop.js";
export * from "./market.js";
export * from "./position.js";
export * from "./price.js";
export * from "./proposal.js";
export * from "./quote.js";
export * from "./refresh.js";
export * from "./token.js";
export * from "./transaction.js";
export * as constants from "./generated/constants.js";
export * as generated from "./generated/index.js";
