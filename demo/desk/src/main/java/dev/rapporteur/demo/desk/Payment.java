package dev.rapporteur.demo.desk;

import jakarta.json.Json;
import jakarta.json.JsonObject;

/**
 * A payment.
 *
 * @param number given by whoever asks for it, once
 * @param account who pays
 * @param cents how much
 */
public record Payment(long number, String account, long cents) {

    /** The form in which rows are shown and reports are sent. */
    JsonObject toJson() {
        return Json.createObjectBuilder()
                .add("number", number)
                .add("account", account)
                .add("cents", cents)
                .build();
    }
}
