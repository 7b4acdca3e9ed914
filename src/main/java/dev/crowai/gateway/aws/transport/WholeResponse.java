package dev.crowai.gateway.aws.transport;

import software.amazon.awssdk.http.SdkHttpFullResponse;

/**
 * A response with its whole body.
 *
 * @param head status and fields
 * @param body not copied, so nobody may change it
 */
@SuppressWarnings("ArrayRecordComponent")
public record WholeResponse(SdkHttpFullResponse head, byte[] body) {}
