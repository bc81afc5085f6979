/** A market that lives: a node, a lender, prices that are published and refreshed, an exchange, and a funded wallet. */
import type { Server } from "node:http";
import { generateKeyPairSigner, type KeyPairSigner } from "@solana/kit";
import { MarketSnapshot, actionInstruction, generated as H, refreshPrices, send } from "../src/index.js";
import { makeMaker, serveMaker } from "./maker.js";
import { Surfnet } from "./surfnet.js";
import { exportableKey } from "./wallet.js";
import { STOCK, USD, fund, makeWorld, postedOf, publish, type World } from "./world.js";

export class Stage {
  /** Dollars a stock costs. */
  price = 200;
  #beat: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  private constructor(
    readonly net: Surfnet,
    readonly world: World,
    readonly user: { signer: KeyPairSigner; pkcs8: string },
    readonly exchange: { url: string; server: Server },
  ) {}

  /** Sets everything up at a time that lies after today. */
  static async start(at: bigint): Promise<Stage> {
    const net = await Surfnet.start();
    await net.travel(at);
    const world = await makeWorld(net, net.payer, { usdSymbol: "USDC" });
    const user = await exportableKey();
    const owner = user.signer.address;
    await net.fund(owner, 5_000_000_000);
    await fund(world, net.payer.address, world.usd, 10n ** 13n);
    await fund(world, net.payer.address, world.stock, 0n);
    await fund(world, owner, world.usd, 1_000_000_000n);
    await fund(world, owner, world.stock, 5_000_000_000n);
    const maker = await generateKeyPairSigner();
    const stage: { made?: Stage } = {};
    const exit = await makeMaker(world, maker.address, owner, () => stage.made?.price ?? 200);
    const made = new Stage(net, world, user, await serveMaker(exit));
    stage.made = made;
    await made.refresh(); // a slot opens in a reserve with a fresh board only
    const [lender] = await H.findPositionPda({ market: world.market, owner: net.payer.address, id: 0 });
    const supply = { kind: "deposit", reserve: USD, amount: 1_000_000_000_000n } as const;
    await net.send(net.payer, [
      await H.getOpenPositionInstructionAsync({ market: world.market, owner: net.payer, id: 0 }),
      await actionInstruction(await made.market(), { position: lender, owner: net.payer }, supply),
    ]);
    await made.refresh();
    return made;
  }

  market(): Promise<MarketSnapshot> {
    return MarketSnapshot.fetch(this.net.rpc, this.world.market);
  }

  /** Publishes the price of now and refreshes both boards. */
  async refresh(): Promise<void> {
    await publish(this.world, this.price);
    const instructions = [refreshPrices(await this.market(), [USD, STOCK], postedOf(this.world))];
    await send(this.net.rpc, { payer: this.net.payer, instructions });
  }

  /** Refreshes every so many milliseconds, with a price that `next` moves. */
  keep(everyMs: number, next: (price: number) => number = (price) => price): void {
    this.#timer = setInterval(() => {
      if (this.#beat) return;
      this.price = next(this.price);
      this.#beat = this.refresh()
        .catch((error: unknown) => console.error("refresh:", error))
        .finally(() => (this.#beat = undefined));
    }, everyMs);
  }

  /** Ends the refreshing. */
  async rest(): Promise<void> {
    clearInterval(this.#timer);
    await this.#beat; // the one under way
    this.#beat = undefined;
  }

  async stop(): Promise<void> {
    await this.rest();
    this.exchange.server.close();
    await this.net.stop();
  }
}
