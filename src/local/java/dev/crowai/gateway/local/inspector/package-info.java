/**
 * The inspector of the local gateway: the last requests, the calls that the gateway made for them, and where the time
 * was spent. Never in the Lambda artifact. Start at {@link dev.crowai.gateway.local.inspector.Inspector}.
 */
@NullMarked
package dev.crowai.gateway.local.inspector;

import org.jspecify.annotations.NullMarked;
