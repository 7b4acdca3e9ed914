#!/usr/bin/env python3
"""A stand-in for DynamoDB that answers from memory: the four operations of the gateway's store, over HTTP/1.1 and
DynamoDB's JSON protocol. It evaluates update and condition expressions, but checks no signature, no size and no throughput.

  store.py [--port 8098] [--delay-ms 20]
"""
import argparse
import json
import re
import zlib

import wire

PREFIX = "DynamoDB_20120810."
WORD = re.compile(r"attribute_not_exists\((\S+?)\)|attribute_exists\((\S+?)\)|(:\w+)|(#?\w+)|(<=|>=|<>|=|<|>|\(|\))|\s+")


class Absent:
    """The value of an attribute that an item lacks: every comparison with it is false."""

    def compare(self, _):
        return False

    __lt__ = __le__ = __gt__ = __ge__ = __eq__ = __ne__ = compare
    __hash__ = None


ABSENT = Absent()


def plain(value):
    """A comparable Python value of an attribute value."""
    if value is None:
        return ABSENT
    kind, content = next(iter(value.items()))
    return int(content) if kind == "N" else content


class Expressions:
    """Conditions compiled once each to Python."""

    def __init__(self):
        self.conditions = {}
        self.updates = {}

    def condition(self, text):
        if text not in self.conditions:
            self.conditions[text] = eval("lambda item, v, n: " + self.translated(text))  # our own expressions only
        return self.conditions[text]

    @staticmethod
    def translated(text):
        out, at = [], 0
        while at < len(text):
            match = WORD.match(text, at)
            if not match:
                raise ValueError("expression: " + text[at:])
            at = match.end()
            missing, present, value, name, sign = match.groups()
            if missing:
                out.append(f"(n({missing!r}) not in item)")
            elif present:
                out.append(f"(n({present!r}) in item)")
            elif value:
                out.append(f"v[{value!r}]")
            elif name in ("AND", "OR", "NOT"):
                out.append(name.lower())
            elif name:
                out.append(f"plain(item.get(n({name!r})))")
            elif sign:
                out.append({"=": "==", "<>": "!="}.get(sign, sign))
        return " ".join(out)

    def update(self, text):
        """[(name, [terms])] of `SET a = if_not_exists(b, :c) + :d, e = e - :f, …`. A subtracted term begins with `-`."""
        if text not in self.updates:
            if not text.startswith("SET "):
                raise ValueError("update: " + text)
            parts = re.findall(r"(#?\w+) = ((?:if_not_exists\([^)]*\)|:\w+|#?\w+)(?: [+-] :\w+)?)(?:, |$)", text[4:])
            if ", ".join(f"{name} = {value}" for name, value in parts) != text[4:]:
                raise ValueError("update: " + text)
            self.updates[text] = [(name, value.replace(" - ", " + -").split(" + ")) for name, value in parts]
        return self.updates[text]


class Store:
    def __init__(self):
        self.items = {}
        self.expressions = Expressions()
        self.counts = {}

    @staticmethod
    def key(attributes):
        return attributes["pk"]["S"], attributes["sk"]["S"]

    def handle(self, operation, body):
        """(status, response)"""
        self.counts[operation] = self.counts.get(operation, 0) + 1
        request = json.loads(body)
        if operation == "BatchGetItem":
            return 200, {"Responses": {table: [self.items[key] for key in map(self.key, asked["Keys"]) if key in self.items]
                                       for table, asked in request["RequestItems"].items()}, "UnprocessedKeys": {}}
        if operation == "BatchWriteItem":
            for writes in request["RequestItems"].values():
                for write in writes:
                    if "DeleteRequest" in write:
                        self.items.pop(self.key(write["DeleteRequest"]["Key"]), None)
                    else:
                        item = write["PutRequest"]["Item"]
                        self.items[self.key(item)] = item
            return 200, {"UnprocessedItems": {}}
        if operation == "PutItem":
            return self.put(request)
        if operation == "UpdateItem":
            return self.update(request)
        return 400, {"__type": "com.amazon.coral.service#UnknownOperationException", "message": operation}

    def holds(self, request, item):
        text = request.get("ConditionExpression")
        if not text:
            return True
        names = request.get("ExpressionAttributeNames", {})
        values = {name: plain(value) for name, value in request.get("ExpressionAttributeValues", {}).items()}
        return bool(self.expressions.condition(text)(item, values, lambda name: names.get(name, name)))

    def put(self, request):
        key = self.key(request["Item"])
        old = self.items.get(key, {})
        if not self.holds(request, old):
            return self.unmet(request, old)
        self.items[key] = request["Item"]
        return 200, {}

    def update(self, request):
        key = self.key(request["Key"])
        old = self.items.get(key, {})
        if not self.holds(request, old):
            return self.unmet(request, old)
        names, values = request.get("ExpressionAttributeNames", {}), request["ExpressionAttributeValues"]
        new, changed = {**old, **request["Key"]}, []
        for name, terms in self.expressions.update(request["UpdateExpression"]):
            results = []
            for term in terms:
                match = re.match(r"if_not_exists\((\S+), (\S+)\)", term)
                if match:
                    results.append(old.get(names.get(match[1], match[1]), values[match[2]]))
                elif term.startswith("-"):
                    results.append({"N": str(-int(values[term[1:]]["N"]))})
                else:
                    results.append(values[term] if term.startswith(":") else old[names.get(term, term)])
            name = names.get(name, name)
            changed.append(name)
            new[name] = results[0] if len(results) == 1 else {"N": str(sum(int(r["N"]) for r in results))}
        self.items[key] = new
        wanted = request.get("ReturnValues", "NONE")
        if wanted == "ALL_NEW":
            return 200, {"Attributes": new}
        return 200, {"Attributes": {name: new[name] for name in changed}} if wanted == "UPDATED_NEW" else {}

    @staticmethod
    def unmet(request, item):
        error = {"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
                 "message": "The conditional request failed"}
        if item and request.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD":
            error["Item"] = item
        return 400, error


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0, help="0 for any free one, which is printed")
    parser.add_argument("--delay-ms", type=float, default=0, help="how long every response waits")
    args = parser.parse_args()
    store = Store()

    def answer(request):
        if request.path == "/counts":
            counts, store.counts = store.counts, {}
            return wire.json_response(200, counts)
        target = request.fields.get("x-amz-target", "")
        if not target.startswith(PREFIX):
            return wire.json_response(404, {})
        status, payload = store.handle(target[len(PREFIX):], request.body)
        data = wire.compact(payload)
        return wire.Response(status, data, {"Content-Type": "application/x-amz-json-1.0", "x-amzn-RequestId": "BENCH",
                                            "x-amz-crc32": str(zlib.crc32(data))})

    wire.Server(answer, args.port, args.delay_ms / 1000).run()


if __name__ == "__main__":
    main()
