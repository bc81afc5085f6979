/** A market on LiteSVM with a lender and an owner of dollars and stocks, for tests of the helpers. */
import type { Address, KeyPairSigner } from "@solana/kit";
import { MarketSnapshot, PositionSnapshot, actionInstruction, generated as H, refreshPrices } from "../src/index.js";
import { Svm } from "./litesvm.js";
import { WEDNESDAY } from "./support.js";
import { STOCK, USD, fund, makeWorld, postedOf, publish, type World } from "./world.js";

export interface Scene {
  svm: Svm;
  world: World;
  owner: KeyPairSigner;
  position: Address;
  market(): Promise<MarketSnapshot>;
  held(): PositionSnapshot;
  refresh(usd: number): Promise<MarketSnapshot>;
}

/** Dollars in the pot, and an owner with a million dollars and 10,000 stocks. */
export async function scene(): Promise<Scene> {
  const svm = new Svm(WEDNESDAY);
  const [admin, owner] = [await svm.wallet(), await svm.wallet()];
  const world = await makeWorld(svm, admin);
  const market = () => MarketSnapshot.from(world.market, svm.read(world.market)!);
  const refresh = async (usd: number) => {
    await publish(world, usd);
    await svm.send(owner, [refreshPrices(await market(), [USD, STOCK], postedOf(world))]);
    return market();
  };
  await refresh(200);
  for (const who of [admin, owner]) {
    await fund(world, who.address, world.usd, 1_000_000_000_000n);
    await fund(world, who.address, world.stock, 1_000_000_000_000n);
  }
  const [lender] = await H.findPositionPda({ market: world.market, owner: admin.address, id: 0 });
  const supply = { kind: "deposit", reserve: USD, amount: 900_000_000_000n } as const;
  await svm.send(admin, [
    await H.getOpenPositionInstructionAsync({ market: world.market, owner: admin, id: 0 }),
    await actionInstruction(await market(), { position: lender, owner: admin }, supply),
  ]);
  const [position] = await H.findPositionPda({ market: world.market, owner: owner.address, id: 0 });
  return { svm, world, owner, position, market, refresh, held: () => new PositionSnapshot(position, svm.read(position)!) };
}
