/**
 * The inspector of the local gateway: what the last requests were, what the gateway did for them, and where the time
 * went. Never in the Lambda artifact. Start at {@link dev.crowai.gateway.local.inspector.Inspector}.
 */
@NullMarked
package dev.crowai.gateway.local.inspector;

import org.jspecify.annotations.NullMarked;
