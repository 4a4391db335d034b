/**
 * Real servers, a real database and real brokers, killed at random while clients work, and an auditor who knows nothing of the
 * product: business rows and reports must be the same, each once, in order.
 *
 * <p>A {@link dev.rapporteur.it.crash.Round} has {@link dev.rapporteur.it.crash.Clients} post, lets the
 * {@link dev.rapporteur.it.crash.Destroyer} carry out a {@link dev.rapporteur.it.crash.Plan} on the
 * {@link dev.rapporteur.it.crash.Scene}, heals all, waits until nothing is left to do, and audits.
 */
@NullMarked
package dev.rapporteur.it.crash;

import org.jspecify.annotations.NullMarked;
