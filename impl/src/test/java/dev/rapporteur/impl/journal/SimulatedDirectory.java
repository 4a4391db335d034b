package dev.rapporteur.impl.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A directory in memory that forgets, in a crash, what was not synced: each unsynced write is kept, lost, or torn by chance,
 * in any combination; of unsynced names all stay or all go. Syncs and writes can be made to fail, and the disk to be full.
 * What a failed sync was to write is never written by a later one, though it can still be read: as with a real page cache.
 * For a journal's thread and one that reads.
 */
public final class SimulatedDirectory implements JournalDirectory {

    private final RandomGenerator random;
    private Map<String, SimulatedContent> names = new TreeMap<>();
    private Map<String, SimulatedContent> durableNames = new TreeMap<>();
    private boolean locked;
    private int life;
    private int failNextSyncs;
    private int failNextWrites;
    private int copies;
    private int syncs;
    private long capacity = Long.MAX_VALUE;

    /** An empty directory, where this random number generator decides what a crash leaves. */
    public SimulatedDirectory(RandomGenerator random) {
        this.random = random;
    }

    /** The machine stops: what was not synced is lost in part, and every file handle is dead. */
    public void crash() {
        endLife();
        names = new TreeMap<>(random.nextBoolean() ? names : durableNames);
        names.values().forEach(content -> content.crash(random));
        durableNames = new TreeMap<>(names);
        // What comes back in a crash had kept its room.
        capacity = Math.max(capacity, used());
    }

    /** The process is killed: the operating system keeps all that was written, and every file handle is dead. */
    public void kill() {
        endLife();
    }

    private void endLife() {
        life++;
        locked = false;
        failNextSyncs = 0;
        failNextWrites = 0;
    }

    /** Lets the next syncs fail. */
    public void failNextSyncs(int count) {
        failNextSyncs = count;
    }

    /** Lets the next writes fail after a part of them. */
    public void failNextWrites(int count) {
        failNextWrites = count;
    }

    /** The disk holds no more than so many bytes. */
    public void capacity(long bytes) {
        capacity = bytes;
    }

    /** Bytes of all files. */
    public long used() {
        return names.values().stream().mapToLong(SimulatedContent::length).sum();
    }

    /** How many syncs of files there were since the last question. */
    public int countSyncs() {
        int counted = syncs;
        syncs = 0;
        return counted;
    }

    /** Puts a file on the disk, in place of any of that name. */
    public void put(String name, byte[] bytes) {
        SimulatedContent content = new SimulatedContent();
        content.set(bytes);
        names.put(name, content);
        durableNames.put(name, content);
    }

    /** A file's bytes. */
    public byte[] bytes(String name) {
        return content(name).bytes();
    }

    /** Flips one bit on the disk. */
    public void flip(String name, int at, int bit) {
        byte[] bytes = bytes(name);
        bytes[at] ^= (byte) (1 << bit);
        content(name).set(bytes);
    }

    /** Cuts a file on the disk. */
    public void cut(String name, int length) {
        content(name).set(Arrays.copyOf(bytes(name), length));
    }

    /** A file's length. */
    public int length(String name) {
        return content(name).length();
    }

    /** Removes a file from the disk. */
    public void lose(String name) {
        names.remove(name);
        durableNames.remove(name);
    }

    private SimulatedContent content(String name) {
        SimulatedContent content = names.get(name);
        if (content == null) {
            throw new AssertionError("No file " + name + " among " + names.keySet());
        }
        return content;
    }

    @Override
    public synchronized Closeable lock() {
        if (locked) {
            throw new JournalException("The journal in " + this + " is in use");
        }
        locked = true;
        int mine = life;
        return () -> locked = mine != life && locked;
    }

    @Override
    public synchronized List<String> list() {
        return List.copyOf(names.keySet());
    }

    @Override
    public synchronized JournalFile create(String name) throws IOException {
        SimulatedContent content = new SimulatedContent();
        if (names.putIfAbsent(name, content) != null) {
            throw new IOException(name + " exists");
        }
        return new File(content);
    }

    @Override
    public synchronized JournalFile open(String name) throws IOException {
        SimulatedContent content = names.get(name);
        if (content == null) {
            throw new IOException("no file " + name);
        }
        return new File(content);
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        if (names.remove(name) == null) {
            throw new IOException("no file " + name);
        }
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        SimulatedContent content = names.remove(from);
        if (content == null) {
            throw new IOException("no file " + from);
        }
        names.put(to, content);
    }

    @Override
    public String inode(String name) {
        return Integer.toString(copies);
    }

    /** The directory is copied to another disk, and used there from here on. */
    public void copy() {
        copies++;
    }

    @Override
    public synchronized void sync() {
        durableNames = new TreeMap<>(names);
    }

    @Override
    public void requireIntact() {}

    @Override
    public long usableBytes() {
        return capacity == Long.MAX_VALUE ? capacity : Math.max(0, capacity - used());
    }

    @Override
    public String toString() {
        return "/simulated";
    }

    private final class File implements JournalFile {
        private final SimulatedContent content;
        private final int born = life;

        private File(SimulatedContent content) {
            this.content = content;
        }

        private void requireAlive() throws IOException {
            if (born != life) {
                throw new IOException("the machine has crashed since");
            }
        }

        @Override
        public int write(ByteBuffer from, long position) throws IOException {
            synchronized (SimulatedDirectory.this) {
                return writeSome(from, position);
            }
        }

        private int writeSome(ByteBuffer from, long position) throws IOException {
            requireAlive();
            int count = from.remaining() > 1 && random.nextInt(8) == 0
                    ? 1 + random.nextInt(from.remaining())
                    : from.remaining();
            if (failNextWrites > 0) {
                failNextWrites--;
                content.write((int) position, from, Math.min(count, from.remaining() / 2));
                throw new IOException("Input/output error");
            }
            long grows = Math.max(0, position + count - content.length());
            long room = capacity - used();
            if (grows > 0 && grows > room) {
                throw new IOException("No space left on device");
            }
            content.write((int) position, from, count);
            return count;
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            synchronized (SimulatedDirectory.this) {
                return readSome(into, position);
            }
        }

        private int readSome(ByteBuffer into, long position) throws IOException {
            requireAlive();
            return content.read(into, position);
        }

        @Override
        public long size() throws IOException {
            requireAlive();
            return content.length();
        }

        @Override
        public void truncate(long size) throws IOException {
            requireAlive();
            content.truncate((int) Math.min(content.length(), size));
        }

        @Override
        public void sync() throws IOException {
            synchronized (SimulatedDirectory.this) {
                syncAll();
            }
        }

        private void syncAll() throws IOException {
            requireAlive();
            if (failNextSyncs > 0) {
                failNextSyncs--;
                content.failSync();
                throw new IOException("Input/output error");
            }
            syncs++;
            content.sync();
        }

        @Override
        public void close() {}
    }
}
