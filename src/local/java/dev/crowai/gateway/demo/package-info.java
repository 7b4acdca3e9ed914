/**
 * The demo platform behind the local gateway: the auth, user and organization services, and an echo for the other
 * services. Never in the artifact; start at {@link dev.crowai.gateway.demo.DemoServices}.
 */
@NullMarked
package dev.crowai.gateway.demo;

import org.jspecify.annotations.NullMarked;
