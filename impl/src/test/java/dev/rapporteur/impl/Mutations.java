package dev.rapporteur.impl;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Throws mutations of sound inputs at a reader for a bounded time ({@code -Dfuzz.seconds}, 3 unless told). Each input follows
 * from a seed, which a failure names: {@code -Dfuzz.seed} tries that one alone.
 */
public final class Mutations {

    private static final long SEED = Long.getLong("fuzz.seed", -1);
    private static final Duration TIME = Duration.ofSeconds(Long.getLong("fuzz.seconds", 3));
    /** A reader may allocate so many times its input's size, and so much besides, for its windows. */
    private static final long ALLOCATION_FACTOR = 64;

    private static final long ALLOCATION_BASE = 8L << 20;
    private static final int MUTATIONS_AT_MOST = 6;
    private static final long[] NASTY = {0, 1, -1, 0x7F, 0xFF, 0x7FFF, 0x7FFFFFFF, 0x80000000L, Long.MAX_VALUE};

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Mutations() {}

    /** What is tried. It fails if it throws anything. */
    @FunctionalInterface
    public interface Reader {
        /** Reads the input, of which nothing is known; the random numbers are for choices of its own. */
        void read(byte[] input, SplittableRandom random) throws Exception;
    }

    /** Tries until the time is over. @return how many inputs were tried */
    public static long fuzz(List<byte[]> sound, Reader reader) {
        if (SEED >= 0) {
            tryOne(SEED, sound, reader);
            return 1;
        }
        long first = System.nanoTime() & Integer.MAX_VALUE;
        long end = System.nanoTime() + TIME.toNanos();
        long seed = first;
        for (; System.nanoTime() - end < 0; seed++) {
            tryOne(seed, sound, reader);
        }
        System.out.println(seed - first + " mutations from seed " + first + " on");
        return seed - first;
    }

    private static void tryOne(long seed, List<byte[]> sound, Reader reader) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] input = sound.get(random.nextInt(sound.size())).clone();
        for (int i = 1 + random.nextInt(MUTATIONS_AT_MOST); i > 0; i--) {
            input = mutate(input, random);
        }
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            reader.read(input, random);
        } catch (Throwable e) {
            throw new AssertionError("Seed " + seed + " fails; try it alone with -Dfuzz.seed=" + seed, e);
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        if (allocated > ALLOCATION_BASE + ALLOCATION_FACTOR * input.length) {
            throw new AssertionError("Seed " + seed + ": " + input.length + " bytes of input made it allocate "
                    + allocated + "; try it alone with -Dfuzz.seed=" + seed);
        }
    }

    private static byte[] mutate(byte[] input, SplittableRandom random) {
        if (input.length == 0) {
            return new byte[random.nextInt(64)];
        }
        int at = random.nextInt(input.length);
        switch (random.nextInt(7)) {
            case 0 -> input[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> input[at] = (byte) random.nextInt(256);
            case 2 -> put(input, at, NASTY[random.nextInt(NASTY.length)], 1 << random.nextInt(4));
            case 3 -> Arrays.fill(input, at, at + random.nextInt(Math.min(200, input.length - at)), (byte) 0);
            case 4 -> {
                int from = random.nextInt(input.length);
                int length = random.nextInt(1 + Math.min(300, input.length - Math.max(at, from)));
                System.arraycopy(input, from, input, at, length);
            }
            case 5 -> {
                return Arrays.copyOf(input, random.nextInt(8) == 0 ? random.nextInt(input.length * 2) : at);
            }
            default -> put(input, at & -8, random.nextLong(), 8);
        }
        return input;
    }

    private static void put(byte[] input, int at, long value, int length) {
        for (int i = 0; i < length && at + i < input.length; i++) {
            input[at + i] = (byte) (value >>> (8 * (length - 1 - i)));
        }
    }
}
