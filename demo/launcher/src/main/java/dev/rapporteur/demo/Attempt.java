package dev.rapporteur.demo;

import java.time.Instant;

/**
 * A payment that was asked for.
 *
 * @param payment the payment
 * @param wish how it was meant to end
 * @param answer what the client knows of its end
 * @param at when the client came to know it, or asked
 */
record Attempt(Payment payment, Wish wish, Answer answer, Instant at) {

    static Attempt asked(Payment payment, Wish wish) {
        return new Attempt(payment, wish, Answer.PENDING, Instant.now());
    }

    Attempt answered(Answer given) {
        return new Attempt(payment, wish, given, Instant.now());
    }
}
