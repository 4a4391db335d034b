package dev.rapporteur.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Gives out ports of the loopback address, none twice in this JVM, nor in another one that runs tests beside it (the system property
 * {@code testkit.fork} numbers these, from 1). They lie below the range from which operating systems take the ports of outgoing
 * connections, so that a part that was stopped finds its port free again.
 */
public final class FreePorts {

    private static final int FORKS = 4;
    private static final int EACH = 3_000;
    private static final int LOWEST = 20_000 + (fork() - 1) * EACH;
    private static final int BEYOND_HIGHEST = LOWEST + EACH;
    private static final int ATTEMPTS = 1_000;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePorts() {}

    private static int fork() {
        String fork = System.getProperty("testkit.fork", "1");
        if (!fork.matches("0?[1-" + FORKS + "]")) {
            throw new IllegalStateException("The system property testkit.fork is \"" + fork + "\", not 1 to " + FORKS
                    + ": JVMs that run tests side by side would give out the same ports");
        }
        return Integer.parseInt(fork);
    }

    /** A port that nothing listens on now. */
    public static int next() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, BEYOND_HIGHEST);
            if (isFree(port) && GIVEN.add(port)) {
                return port;
            }
        }
        throw new IllegalStateException(
                "No free port found between " + LOWEST + " and " + BEYOND_HIGHEST + "; are many servers left running?");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
