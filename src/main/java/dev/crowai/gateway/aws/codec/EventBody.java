package dev.crowai.gateway.aws.codec;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.payload.PayloadSize;

/** Turns the {@code body} of an event into bytes. */
final class EventBody {
    private EventBody() {}

    /**
     * The bytes. They are empty, with a 413 or 400, when the body is too large or is not valid base64 although the
     * event says so.
     */
    static Decoded<Body> decode(String body, boolean base64) {
        if (PayloadSize.isBeyondEvent(body)) {
            return Decoded.faulty(Body.EMPTY, Problem.payloadTooLarge());
        }
        if (!base64) {
            return Unicode.isWellFormed(body)
                    ? Decoded.of(Body.of(body))
                    : Decoded.malformed(Body.EMPTY, "The body is not valid Unicode");
        }
        try {
            return Decoded.of(Body.ofBase64(body));
        } catch (IllegalArgumentException notBase64) {
            return Decoded.malformed(Body.EMPTY, "The body is not valid base64");
        }
    }
}
