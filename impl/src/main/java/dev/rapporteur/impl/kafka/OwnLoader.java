package dev.rapporteur.impl.kafka;

import java.util.function.Supplier;

/** Makes clients under the adapter's own class loader: the client finds its plug-ins through the thread's. */
final class OwnLoader {

    private OwnLoader() {}

    static <T> T run(Supplier<T> construction) {
        Thread thread = Thread.currentThread();
        ClassLoader callers = thread.getContextClassLoader();
        thread.setContextClassLoader(OwnLoader.class.getClassLoader());
        try {
            return construction.get();
        } finally {
            thread.setContextClassLoader(callers);
        }
    }
}
