package dev.rapporteur.impl.decision;

import dev.rapporteur.impl.decision.TransactionIdProof.Epoch;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** When each of the server's last lives was last seen alive, by the server's own clock. Safe for use by several threads. */
final class SeenEpochs {

    private static final int REMEMBERED = 16;

    private final Map<Epoch, Long> lastSeenUs = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Epoch, Long> eldest) {
            return size() > REMEMBERED;
        }
    });

    /** It was alive then, in microseconds since 1970. */
    void seen(Epoch epoch, long nowUs) {
        lastSeenUs.merge(epoch, nowUs, Math::max);
    }

    /** Whether it is known to have been alive then, or later. */
    boolean wasAliveAt(Epoch epoch, long timeUs) {
        return lastSeenUs.getOrDefault(epoch, Long.MIN_VALUE) >= timeUs;
    }
}
