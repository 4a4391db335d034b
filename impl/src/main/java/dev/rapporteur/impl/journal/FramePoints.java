package dev.rapporteur.impl.journal;

import dev.rapporteur.impl.halt.Halt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Two halt points for each kind of frame, found by the sealed type, so that no kind is without: {@code BEFORE_FRAME:Route}, it is about
 * to be written; {@code AFTER_FRAME:Route}, it is on the disk, and whoever waits for that does not know. A frame that nobody waits for
 * is applied by then.
 *
 * <p>Of one journal, on the thread that writes it. Unless {@link Halt#ENABLED}, it does nothing.
 */
final class FramePoints {

    private static final String BEFORE = "BEFORE_FRAME:";
    private static final String AFTER = "AFTER_FRAME:";

    static {
        if (Halt.ENABLED) {
            Halt.announce(kindsOf(Frame.class)
                    .map(Class::getSimpleName)
                    .flatMap(kind -> Stream.of(BEFORE + kind, AFTER + kind))
                    .toList());
        }
    }

    private final List<String> written = new ArrayList<>();

    /** A frame is about to be written. */
    void before(Frame frame) {
        if (Halt.ENABLED) {
            String kind = frame.getClass().getSimpleName();
            Halt.at(BEFORE + kind);
            written.add(kind);
        }
    }

    /** All that was written is on the disk. */
    void durable() {
        if (Halt.ENABLED) {
            written.forEach(kind -> Halt.at(AFTER + kind));
            written.clear();
        }
    }

    /** The kinds of a sealed type: what it permits, however deep. */
    private static Stream<Class<?>> kindsOf(Class<?> type) {
        Class<?>[] permitted = type.getPermittedSubclasses();
        return permitted == null ? Stream.of(type) : Arrays.stream(permitted).flatMap(FramePoints::kindsOf);
    }
}
