/**
 * The code that runs before a SnapStart snapshot, so that the first request after a restore is fast. Imports the other
 * rooms of AWS but not {@code aws}; start at {@link dev.crowai.gateway.aws.priming.Priming}.
 */
@NullMarked
package dev.crowai.gateway.aws.priming;

import org.jspecify.annotations.NullMarked;
