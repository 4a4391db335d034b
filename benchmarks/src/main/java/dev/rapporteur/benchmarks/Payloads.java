package dev.rapporteur.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Records' contents of one size, always the same ones: lines of JSON that compress about as such lines do. Safe for any thread. */
final class Payloads {

    private static final int VARIANTS = 64;

    private final byte[][] variants = new byte[VARIANTS][];
    private final int bytes;

    Payloads(int bytes) {
        this.bytes = bytes;
        Random random = new Random(bytes);
        for (int i = 0; i < VARIANTS; i++) {
            StringBuilder json = new StringBuilder();
            while (json.length() < bytes) {
                json.append("{\"account\":")
                        .append(random.nextInt(1_000_000))
                        .append(",\"amount\":\"")
                        .append(random.nextInt(100_000))
                        .append(".00\",\"reference\":\"")
                        .append(Long.toHexString(random.nextLong()))
                        .append("\"}\n");
            }
            variants[i] = json.substring(0, bytes).getBytes(StandardCharsets.US_ASCII);
        }
    }

    int bytes() {
        return bytes;
    }

    /** As a table's row names the size. */
    String label() {
        return bytes < 1024 ? bytes + " B" : bytes / 1024 + " KiB";
    }

    /** The content of a record by its number; not to be changed. */
    byte[] of(long number) {
        return variants[(int) (number % VARIANTS)];
    }
}
