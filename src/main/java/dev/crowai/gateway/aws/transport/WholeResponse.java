package dev.crowai.gateway.aws.transport;

import software.amazon.awssdk.http.SdkHttpFullResponse;

/**
 * A response with its whole body.
 *
 * @param head status and fields
 * @param body the bytes, not copied; they must not be changed
 */
@SuppressWarnings("ArrayRecordComponent")
public record WholeResponse(SdkHttpFullResponse head, byte[] body) {}
