package dev.rapporteur.impl.dispatch;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks one broker whether it is there, beside all that is on its way to it. For one thread. */
public interface BrokerProbe extends AutoCloseable {

    /**
     * Asks; returns at once.
     *
     * @param broker its id
     * @param answer told once, on any thread, within the time that a broker may be silent: null if it has answered, else
     *     what came instead
     */
    void ask(int broker, Consumer<@Nullable String> answer);

    @Override
    void close();
}
