package dev.rapporteur.demo;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A payment, as a row or a report tells of it.
 *
 * @param number given by the launcher, once
 * @param account who pays; the key of the report
 * @param cents how much
 */
record Payment(long number, String account, long cents) {

    static Payment of(JsonNode json) {
        return new Payment(
                json.path("number").asLong(),
                json.path("account").asText(),
                json.path("cents").asLong());
    }
}
