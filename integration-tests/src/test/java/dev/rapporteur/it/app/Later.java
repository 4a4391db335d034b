package dev.rapporteur.it.app;

import jakarta.ejb.AsyncResult;
import jakarta.ejb.Asynchronous;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.concurrent.Future;

/** Calls that return before they have run. */
@Stateless
public class Later {

    @Inject
    private Sender sender;

    /** Sends in a transaction of its own. */
    @Asynchronous
    public Future<String> send(String topic) {
        sender.send(topic, "asynchronous");
        return new AsyncResult<>("sent");
    }
}
