package dev.rapporteur.testkit.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One direction of a connection: one thread reads and stamps, another one writes when the time has come, so that a delay is no
 * limit. When either ends, so does the other.
 */
final class Pipe {

    private static final int CHUNK_BYTES = 16 * 1024;
    private static final int CHUNKS_UNDER_WAY = 1_024;

    /** What was read at once; no bytes at the end. */
    private static final class Chunk {

        private final byte[] bytes;
        private final long readNanos = System.nanoTime();

        Chunk(byte[] bytes) {
            this.bytes = bytes;
        }

        boolean isEnd() {
            return bytes.length == 0;
        }
    }

    private final Socket from;
    private final Socket to;
    private final Supplier<Conditions> conditions;
    private final Runnable ended;
    private final BlockingQueue<Chunk> underWay = new ArrayBlockingQueue<>(CHUNKS_UNDER_WAY);
    private final Thread reader;
    private final Thread writer;
    private volatile boolean dropping;

    Pipe(Socket from, Socket to, Supplier<Conditions> conditions, String name, Runnable ended) {
        this.from = from;
        this.to = to;
        this.conditions = conditions;
        this.ended = ended;
        this.reader = new Thread(this::read, name + " reads");
        this.writer = new Thread(this::write, name + " writes");
        reader.setDaemon(true);
        writer.setDaemon(true);
    }

    void start() {
        reader.start();
        writer.start();
    }

    /** Nothing comes out any more, for good, and whoever sends does not notice. */
    void drop() {
        dropping = true;
    }

    /** Ends the threads; the sockets are closed. */
    void end() {
        writer.interrupt();
        reader.interrupt();
    }

    void awaitEnd(long maxMs) throws InterruptedException {
        if (Thread.currentThread() != reader && Thread.currentThread() != writer) {
            reader.join(maxMs);
            writer.join(maxMs);
        }
    }

    boolean hasEnded() {
        return !reader.isAlive() && !writer.isAlive();
    }

    private void read() {
        byte[] buffer = new byte[CHUNK_BYTES];
        try {
            InputStream in = from.getInputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (!dropping) {
                    underWay.put(new Chunk(Arrays.copyOf(buffer, count)));
                }
            }
            underWay.put(new Chunk(new byte[0]));
        } catch (IOException e) {
            writer.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        try {
            OutputStream out = to.getOutputStream();
            for (Chunk chunk = underWay.take(); !chunk.isEnd(); chunk = underWay.take()) {
                Conditions now = conditions.get();
                TimeUnit.NANOSECONDS.sleep(chunk.readNanos + now.delay().toNanos() - System.nanoTime());
                if (!dropping) {
                    out.write(chunk.bytes);
                    TimeUnit.NANOSECONDS.sleep(
                            (long) (chunk.bytes.length * (double) TimeUnit.SECONDS.toNanos(1) / now.bytesPerSecond()));
                }
            }
        } catch (IOException e) {
            // The other end is gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended.run();
    }
}
