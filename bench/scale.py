#!/usr/bin/env python3
"""A seeded model of the table under load, second by second: which key gets how many read and write units, what hits the
cache, what it costs a month of that load, and which of DynamoDB's documented limits is met first.

  bench/scale.py [--seed 1] [--seconds 120] [--svg docs/scale.svg]

It models what the gateway asks of its table (SPEC "Rate limiting", "Response cache", "Remembering identities"):
  count      one UpdateItem of a 0.5 KB item on the caller's key; an instance that knows a bucket is over writes nothing
  identity   one BatchGetItem of a remembered finding, when an instance has not had it for 30 s
  look-up    one consistent BatchGetItem of the generation and of four places of the response, on every GET
  fill       one PutItem of the response on a miss, deflated as the gateway stores it
  write      one UpdateItem of the generation of organization and service, on every successful unsafe request
and DynamoDB's limits: 1,000 write and 3,000 read units a second on one partition key; a new on-demand table begins at
4,000 write and 12,000 read units a second, and doubles its peak within half an hour (--warm-writes, --warm-reads: what
WarmThroughput sets). Adaptive capacity isolates a hot key; it lifts no key over its limit. That DynamoDB can also split a
partition key by its sort keys is left out, because when it does so is not documented.
"""
import argparse
import collections
import json
import math
import pathlib
import random
import uuid
import zlib

KEY_WRITES, KEY_READS = 1_000, 3_000
TABLE_WRITES, TABLE_READS = 4_000, 12_000
DOLLARS_PER_WRITE, DOLLARS_PER_READ = 0.705e-6, 0.1415e-6
INSTANCE_MEMORY = 30  # seconds that an instance remembers an identity
OTHER_PLACES = 3  # absent items of a look-up: each costs one consistent read unit


class Scenario:
    """One load.

    people: callers, each with a budget of its own; addresses: the addresses that they come from
    rate: requests a second in all; unsafe: share of requests that change something; paths: how many different GETs
    known: whether callers have an identity; size: KB of a response before it is deflated; ttl: seconds
    """

    def __init__(self, name, people, addresses, rate, unsafe=0.0, paths=50, known=True, size=8, ttl=300, limit=(600, 120)):
        self.name, self.people, self.addresses, self.rate, self.unsafe = name, people, addresses, rate, unsafe
        self.paths, self.known, self.stored, self.ttl, self.limit = paths, known, stored(size), ttl, limit


def scenarios(scale):
    return [
        Scenario("one office behind one address", 2_000, 1, 5.0 * scale, unsafe=0.1, paths=400),
        Scenario("one organization, one hot path", 5_000, 5_000, 5.0 * scale, paths=1),
        Scenario("a flood from many addresses", 1_000_000, 1_000_000, 10.0 * scale, paths=1, known=False, limit=(200, 120)),
        Scenario("generations under heavy writing", 5_000, 5_000, 2.0 * scale, unsafe=0.8, paths=50),
    ]


def stored(kilobytes):
    """KB of an item with such a response: JSON of products, deflated at the level of the gateway, and 0.5 KB of fields."""
    random_ = random.Random(kilobytes)
    words = ["".join(random_.choices("abcdefghijklmnopqrstuvwxyz", k=random_.randint(3, 10))) for _ in range(300)]
    page, plain = [], ""
    while len(plain) < kilobytes * 1024:
        page.append({"id": str(uuid.UUID(int=random_.getrandbits(128))), "name": " ".join(random_.choices(words, k=4)),
                     "price": random_.randint(100, 99_999) / 100, "currency": "EUR", "inStock": random_.random() < 0.8,
                     "updatedAt": f"2026-11-{random_.randint(1, 28):02d}T{random_.randint(0, 23):02d}:00:00.000Z"})
        plain = json.dumps({"products": page}, separators=(",", ":"))
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    return (len(packer.compress(plain.encode())) + len(packer.flush())) / 1024 + 0.5


def poisson(random_, mean):
    if mean > 500:
        return max(0, round(random_.gauss(mean, math.sqrt(mean))))
    end, count, product = math.exp(-mean), 0, random_.random()
    while product > end:
        count, product = count + 1, product * random_.random()
    return count


def simulate(scenario, instances, seconds, seed, table_writes=TABLE_WRITES, table_reads=TABLE_READS):
    """Units by kind of key and second, and the hit ratio. A sample of the requests stands for all when there are many."""
    random_ = random.Random(f"{seed}/{scenario.name}/{instances}")
    most = 3_000  # requests simulated a second
    weight = max(1.0, scenario.rate / most)
    windows, memory, cached, generation = collections.defaultdict(collections.deque), {}, {}, 0
    refused_until, hottest_read, hottest_write, reads_all, writes_all = {}, 0.0, 0.0, [], []
    hits = gets = 0
    hot_names = collections.Counter()
    for second in range(seconds):
        reads, writes = collections.Counter(), collections.Counter()
        for _ in range(poisson(random_, scenario.rate / weight)):
            person = random_.randrange(scenario.people)
            address = person % scenario.addresses
            instance = random_.randrange(instances)
            bucket = f"count {person}" if scenario.known else f"count {address}"
            if refused_until.get((instance, bucket), 0) > second:
                continue
            window = windows[bucket]
            while window and window[0] <= second - scenario.limit[1]:
                window.popleft()
            writes[bucket] += weight
            if len(window) * (1 if scenario.people > most else weight) >= scenario.limit[0]:
                refused_until[instance, bucket] = window[0] + scenario.limit[1]
                continue
            window.append(second)
            if scenario.known and memory.get((instance, person), -INSTANCE_MEMORY) <= second - INSTANCE_MEMORY:
                memory[instance, person] = second
                reads[f"identity {person}"] += 2 * weight
            if random_.random() < scenario.unsafe:
                generation += 1
                writes["generation"] += weight
                continue
            gets += 1
            path = random_.randrange(scenario.paths)
            reads["generation"] += weight
            reads[f"response {path}"] += (OTHER_PLACES + math.ceil(scenario.stored / 4)) * weight
            entry = cached.get(path)
            if entry and entry[0] == generation and entry[1] > second:
                hits += 1
            else:
                cached[path] = (generation, second + scenario.ttl)
                writes[f"response {path}"] += math.ceil(scenario.stored) * weight
        for found, most_of in ((reads, KEY_READS), (writes, KEY_WRITES)):
            if found:
                name, units = found.most_common(1)[0]
                hot_names[name.split()[0], "read" if found is reads else "write"] = max(
                    hot_names[name.split()[0], "read" if found is reads else "write"], units / most_of)
        hottest_read = max(hottest_read, max(reads.values(), default=0))
        hottest_write = max(hottest_write, max(writes.values(), default=0))
        reads_all.append(sum(reads.values()))
        writes_all.append(sum(writes.values()))
    settled = slice(seconds // 4, None)
    mean = lambda values: sum(values[settled]) / len(values[settled])
    reads, writes = mean(reads_all), mean(writes_all)
    loads = {f"key of a {kind} ({way}s)": share for (kind, way), share in hot_names.items()}
    loads |= {"new table (writes)": max(writes_all) / table_writes, "new table (reads)": max(reads_all) / table_reads}
    first, share = max(loads.items(), key=lambda load: load[1])
    return {"rate": scenario.rate, "reads": reads, "writes": writes, "hot_read": hottest_read, "hot_write": hottest_write,
            "hits": hits / gets if gets else 0.0, "first": first, "share": share,
            "dollars": (reads * DOLLARS_PER_READ + writes * DOLLARS_PER_WRITE) / scenario.rate * 1e6}


def plot(results):
    """Share of the first limit against instances, both by the logarithm."""
    colors = ["#2563eb", "#f59e0b", "#dc2626", "#10b981"]
    x = lambda instances: 70 + 480 * math.log10(instances) / 4
    y = lambda share: 250 - 55 * (math.log10(max(share, 1e-3)) + 2)
    out = ['<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400" font-family="sans-serif" font-size="12" role="img" '
           'aria-label="Load of the first limit by number of instances">', '<rect width="100%" height="100%" fill="white"/>']
    for share, label in ((0.01, "1 %"), (0.1, "10 %"), (1, "limit"), (10, "10 ×"), (100, "100 ×")):
        out.append(f'<line x1="70" x2="550" y1="{y(share):.0f}" y2="{y(share):.0f}" stroke="{"#dc2626" if share == 1 else "#ddd"}"/>'
                   f'<text x="62" y="{y(share) + 4:.0f}" text-anchor="end">{label}</text>')
    for instances in (1, 10, 100, 1_000, 10_000):
        out.append(f'<text x="{x(instances):.0f}" y="285" text-anchor="middle">{instances:,}</text>')
    out.append('<text x="310" y="303" text-anchor="middle">instances</text>')
    for i, (name, by_instances) in enumerate(results.items()):
        points = " ".join(f"{x(n):.0f},{y(r['share']):.0f}" for n, r in by_instances.items())
        out.append(f'<polyline points="{points}" fill="none" stroke="{colors[i]}" stroke-width="2"/>'
                   f'<text x="70" y="{325 + 18 * i}" fill="{colors[i]}">{name}</text>')
    return "\n".join(out + ["</svg>", ""])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--warm-writes", type=int, default=TABLE_WRITES, help="write units a second that the table serves at once")
    parser.add_argument("--warm-reads", type=int, default=TABLE_READS, help="read units a second that it serves at once")
    parser.add_argument("--svg")
    args = parser.parse_args()
    results = collections.defaultdict(dict)
    print("| load | instances | requests/s | read units/s | write units/s | hottest key r / w | hits | $ a million | first limit |")
    print("|---|---|---|---|---|---|---|---|---|")
    for instances in (1, 10, 100, 1_000, 10_000):
        for scenario in scenarios(instances):
            r = results[scenario.name][instances] = simulate(
                scenario, instances, args.seconds, args.seed, args.warm_writes, args.warm_reads)
            print(f"| {scenario.name} | {instances:,} | {r['rate']:,.0f} | {r['reads']:,.0f} | {r['writes']:,.0f} | "
                  f"{r['hot_read']:,.0f} / {r['hot_write']:,.0f} | {r['hits']:.0%} | {r['dollars']:.2f} | "
                  f"{r['first']} at {r['share']:.0%} |")
    if args.svg:
        pathlib.Path(args.svg).write_text(plot(results))


if __name__ == "__main__":
    main()
