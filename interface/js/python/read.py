"""Reads a market and a position with solders, by the layouts that idl.json declares.

    python read.py RPC_URL MARKET OWNER [ID] [--program ADDRESS]

Prints JSON: the market's reserves and the position's slots. Amounts are raw atoms as of the reserve's last accrual, shares are
shares: health and limits are the program's `Quote`, which is an instruction to simulate.
"""

import argparse
import base64
import json
import sys
import urllib.request
from pathlib import Path

from solders.pubkey import Pubkey

IDL = json.loads((Path(__file__).parents[3] / "idl.json").read_text())["program"]
TYPES = {node["name"]: node["type"] for node in IDL["definedTypes"]}
ACCOUNTS = {node["name"]: node for node in IDL["accounts"]}


def decode(kind, data, at):
    """The value of a Codama type at an offset, and the offset after it."""
    match kind["kind"]:
        case "numberTypeNode":
            size = int(kind["format"][1:]) // 8
            raw = data[at : at + size]
            return int.from_bytes(raw, "little", signed=kind["format"][0] == "i"), at + size
        case "booleanTypeNode":
            value, at = decode(kind["size"], data, at)
            return value != 0, at
        case "publicKeyTypeNode":
            return str(Pubkey.from_bytes(data[at : at + 32])), at + 32
        case "fixedSizeTypeNode":
            return data[at : at + kind["size"]].hex(), at + kind["size"]
        case "enumTypeNode":
            number, at = decode(kind["size"], data, at)
            names = {variant["discriminator"]: variant["name"] for variant in kind["variants"]}
            return names.get(number, number), at
        case "definedTypeLinkNode":
            return decode(TYPES[kind["name"]], data, at)
        case "structTypeNode":
            record = {}
            for field in kind["fields"]:
                record[field["name"]], at = decode(field["type"], data, at)
            return record, at
        case "arrayTypeNode":
            count, items = kind["count"], []
            while len(items) < count["value"] if "value" in count else at < len(data):
                item, at = decode(kind["item"], data, at)
                items.append(item)
            return items, at
    raise ValueError(f"no decoder for {kind['kind']}")


def account(name, data):
    """An account of the program, after its tag was checked."""
    node = ACCOUNTS[name]
    record, _ = decode(node["data"], data, 0)
    tag = next(field for field in node["data"]["fields"] if field["name"] == "tag")["defaultValue"]["number"]
    if record["tag"] != tag:
        raise SystemExit(f"this account is no {name}: its tag is {record['tag']}, not {tag}")
    return record


def fetch(rpc, address):
    """An account's bytes over JSON-RPC; `None` when there is none."""
    params = [str(address), {"encoding": "base64", "commitment": "confirmed"}]
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "getAccountInfo", "params": params}).encode()
    request = urllib.request.Request(rpc, body, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        value = json.load(answer)["result"]["value"]
    return value and base64.b64decode(value["data"][0])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rpc")
    parser.add_argument("market", type=Pubkey.from_string)
    parser.add_argument("owner", type=Pubkey.from_string)
    parser.add_argument("id", type=int, nargs="?", default=0)
    parser.add_argument("--program", type=Pubkey.from_string, default=Pubkey.from_string(IDL["publicKey"]))
    args = parser.parse_args()
    data = fetch(args.rpc, args.market)
    if data is None:
        raise SystemExit(f"there is no market at {args.market}")
    market = account("market", data)
    seeds = [b"position", bytes(args.market), bytes(args.owner), args.id.to_bytes(2, "little")]
    address, _ = Pubkey.find_program_address(seeds, args.program)
    held = fetch(args.rpc, address)
    slots = []
    if held is not None:
        position = account("position", held)
        for slot in position["slots"][: position["slotCount"]]:
            reserve = market["reserves"][slot["reserve"]]
            debt = slot["flags"] & 1 != 0
            index = reserve["debtIndex" if debt else "supplyIndex"]
            atoms = -(-slot["shares"] * index >> 64) if debt else slot["shares"] * index >> 64  # debt rounds up
            slots.append({"reserve": slot["reserve"], "side": "debt" if debt else "supply", "atoms": atoms})
    keys = ("mint", "class", "cash", "supplyShares", "debtShares", "boardTs")
    listed = [{key: reserve[key] for key in keys} for reserve in market["reserves"] if reserve["listed"]]
    json.dump({"session": market["session"], "reserves": listed, "position": str(address), "slots": slots}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
