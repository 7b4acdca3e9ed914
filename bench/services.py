#!/usr/bin/env python3
"""A stand-in for every service behind the gateway, on one port: the auth, organization and user service know one person
in one organization, every other path is a page of products. Its tokens are not signed: it is no test of verification.

  services.py [--port 8001] [--delay-ms 20]
"""
import argparse
import base64
import datetime
import itertools
import time

import wire

USER, MEMBER = "user_bench", "member_bench"
AUTH_ORGANIZATION, ORGANIZATION = "org_bench", "6f1f2f3c-0000-4000-8000-00000000be9c"
PAGE = wire.compact({"products": [{"id": i, "name": f"Product \"{i}\" é", "price": i * 1.25} for i in range(40)]})
SIGN_INS = itertools.count(1)  # each gets a session of its own, as from the auth service
LARGE = b"".join(b"%015d " % i for i in range(5_750 * 1024 // 16))  # near what Lambda can return


def token(claims):
    parts = [wire.compact({"alg": "RS256", "kid": "bench"}), wire.compact(claims), b"not a signature"]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def person():
    now = time.time()
    ends = datetime.datetime.fromtimestamp(now + 86_400, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    session = {"session": {"id": "session_bench", "userId": USER, "expiresAt": ends, "activeOrganizationId": AUTH_ORGANIZATION},
               "user": {"id": USER, "name": "Bench", "email": "bench@example.test", "isAnonymous": False}}
    return session, token({"sub": USER, "iat": int(now), "exp": int(now) + 900})


def answer(request):
    path = request.path.split("?")[0]
    if path.endswith("/large"):
        return wire.Response(200, LARGE, {"Content-Type": "text/plain", "Cache-Control": "max-age=60"})
    if path == "/api/v1/auth/get-session":
        session, jwt = person()
        if "anonymous" in request.fields.get("cookie", ""):
            session["user"]["isAnonymous"] = True
            session["session"]["activeOrganizationId"] = None
        return wire.json_response(200, session, {"set-auth-jwt": jwt})
    if path == "/api/v1/auth/organization/get-active-member":
        return wire.json_response(200, {"id": MEMBER, "userId": USER, "organizationId": AUTH_ORGANIZATION, "role": "owner"})
    if path == "/api/v1/auth/sign-in/anonymous":
        return wire.json_response(200, {"token": "anonymous", "user": {"id": "anonymous_bench", "isAnonymous": True}}, {
            "Set-Cookie": f"better-auth.session_token=anonymous{next(SIGN_INS)}.signature; Path=/; HttpOnly"})
    if path == "/api/v1/auth/api-key/verify":
        return wire.json_response(200, {"valid": True, "key": {
            "id": "key_bench", "userId": USER, "metadata": {"organizationId": ORGANIZATION}}})
    if path.startswith("/api/v1/organizations/by-auth-id/"):
        return wire.json_response(200, {"id": ORGANIZATION, "betterAuthOrgId": AUTH_ORGANIZATION, "name": "Bench"})
    if path.startswith("/api/v1/users/by-auth-id/"):
        return wire.json_response(200, {"id": "row_bench", "organizationId": ORGANIZATION})
    return wire.Response(200, PAGE, {"Content-Type": "application/json", "Cache-Control": "max-age=60"})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0, help="0 for any free one, which is printed")
    parser.add_argument("--delay-ms", type=float, default=0, help="how long every response waits")
    args = parser.parse_args()
    wire.Server(answer, args.port, args.delay_ms / 1000).run()


if __name__ == "__main__":
    main()
