package dev.rapporteur.impl.events;

import dev.rapporteur.DeliveryListener;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * An application's listener, and how it is called. It pins the application's class loader.
 *
 * @param listener the listener
 * @param executor runs the calls
 * @param loader the context class loader during the calls
 */
record Target(
        DeliveryListener listener,
        Executor executor,
        @Nullable ClassLoader loader) {}
