package dev.rapporteur.impl.simulation;

import dev.rapporteur.impl.journal.SimulatedDirectory;
import java.util.List;
import java.util.SplittableRandom;

/** What befalls a simulated disk besides crashes: writes and syncs that fail, others that fill it, bits that flip. */
final class SimulatedTrouble {

    private static final int STEPS_FULL = 15;
    private static final int SPARES = 2;

    private final SplittableRandom random;
    private final SimulatedDirectory directory;
    private int stepsFull;
    private long sparesAtOpening;
    private String copied = "";
    private byte[] copy = {};
    private boolean failing;
    private boolean rotten;

    SimulatedTrouble(SplittableRandom random, SimulatedDirectory directory) {
        this.random = random;
        this.directory = directory;
    }

    /** The next so many syncs and writes fail, and no others any more. */
    void fail(int syncs, int writes) {
        directory.failNextSyncs(syncs);
        directory.failNextWrites(writes);
        failing |= syncs + writes > 0;
    }

    /** Others fill the disk for some steps, or make room again. */
    void fill() {
        directory.capacity(
                spares() == SPARES
                        ? directory.used() + random.nextInt(random.nextBoolean() ? 1 : 3_000)
                        : Long.MAX_VALUE);
        stepsFull = STEPS_FULL;
    }

    /** A step is over. */
    void pass() {
        if (stepsFull > 0 && --stepsFull == 0) {
            free();
        }
    }

    /** Whether a journal on a full disk may have failed: a fault was asked for, or it had no spare left. */
    boolean mayFail() {
        return failing || spares() == 0;
    }

    /** Whether a journal may refuse to open: others have filled the disk, and its reserve was in use. */
    boolean mayRefuse() {
        return stepsFull > 0 && sparesAtOpening < SPARES;
    }

    private long spares() {
        return directory.list().stream()
                .filter(name -> name.startsWith("spare-"))
                .count();
    }

    /** A bit of an index flips, or once in a life a bit of a segment. */
    void rot() {
        List<String> files = directory.list().stream()
                .filter(name -> name.startsWith("segment-") && directory.length(name) > 0)
                .sorted()
                .toList();
        String name = files.isEmpty() ? "" : files.get(random.nextInt(files.size()));
        if (name.endsWith(".index") || (!name.isEmpty() && !rotten)) {
            directory.flip(name, random.nextInt(directory.length(name)), random.nextInt(8));
            rotten |= !name.endsWith(".index");
        }
    }

    /** Somebody removes a file, or once in a life a segment; or cuts the last segment; or brings back a segment that has gone. */
    void lose() {
        if (random.nextBoolean()) {
            bringBack();
            return;
        }
        List<String> files = directory.list().stream()
                .filter(name -> name.startsWith("segment-") || name.startsWith("spare-"))
                .sorted()
                .toList();
        String name = files.isEmpty() ? "" : files.get(random.nextInt(files.size()));
        if (name.endsWith(".journal")) {
            if (!rotten) {
                loseSegment(name);
            }
        } else if (!name.isEmpty()) {
            directory.lose(name);
        }
    }

    /** A segment that had been copied aside, and has gone in order since. */
    private void bringBack() {
        if (copied.isEmpty()) {
            copied = segments().get(0);
            copy = directory.bytes(copied);
        } else if (!rotten && !directory.list().contains(copied)) {
            directory.put(copied, copy);
        }
    }

    private void loseSegment(String name) {
        List<String> before =
                segments().stream().filter(other -> other.compareTo(name) < 0).toList();
        boolean last = before.size() == segments().size() - 1;
        if (last && random.nextBoolean()) {
            rotten = true;
            directory.cut(name, random.nextInt(directory.length(name) / 2));
            return;
        }
        // That the last one was there is told by the index of the one before, and by nothing else.
        if (last && !before.isEmpty() && !directory.list().contains(indexOf(before.get(before.size() - 1)))) {
            return;
        }
        rotten = true;
        directory.lose(name);
        if (directory.list().contains(indexOf(name)) && random.nextBoolean()) {
            directory.lose(indexOf(name));
        }
    }

    private List<String> segments() {
        return directory.list().stream()
                .filter(name -> name.startsWith("segment-") && name.endsWith(".journal"))
                .sorted()
                .toList();
    }

    private static String indexOf(String segment) {
        return segment.replace(".journal", ".index");
    }

    /** Whether a bit of a segment has flipped, or a segment was removed or cut. */
    boolean isRotten() {
        return rotten;
    }

    /** It is about to be opened: what failed before explains no failure any more. A disk that others fill stays full. */
    void calm() {
        failing = false;
        sparesAtOpening = spares();
    }

    /** There is room. */
    void free() {
        directory.capacity(Long.MAX_VALUE);
        stepsFull = 0;
    }
}
