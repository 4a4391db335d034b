package dev.rapporteur.impl;

import dev.rapporteur.impl.journal.JournalDirectory;
import dev.rapporteur.impl.journal.JournalFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A directory whose disk can be made to fail from any thread, over a sound one. */
final class FaultyDirectory implements JournalDirectory {

    private final JournalDirectory sound;
    private volatile boolean failing;

    FaultyDirectory(JournalDirectory sound) {
        this.sound = sound;
    }

    /** From here on nothing can be synced, created or locked; or it can again. */
    void fail(boolean now) {
        failing = now;
    }

    private void requireSound() throws IOException {
        if (failing) {
            throw new IOException("Input/output error");
        }
    }

    @Override
    public Closeable lock() throws IOException {
        requireSound();
        return sound.lock();
    }

    @Override
    public List<String> list() throws IOException {
        return sound.list();
    }

    @Override
    public JournalFile create(String name) throws IOException {
        requireSound();
        return new FaultyFile(sound.create(name));
    }

    @Override
    public JournalFile open(String name) throws IOException {
        return new FaultyFile(sound.open(name));
    }

    @Override
    public void delete(String name) throws IOException {
        sound.delete(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        sound.rename(from, to);
    }

    @Override
    public @Nullable String inode(String name) throws IOException {
        return sound.inode(name);
    }

    @Override
    public void sync() throws IOException {
        requireSound();
        sound.sync();
    }

    @Override
    public void requireIntact() throws IOException {
        sound.requireIntact();
    }

    @Override
    public long usableBytes() throws IOException {
        return sound.usableBytes();
    }

    @Override
    public String toString() {
        return sound.toString();
    }

    private final class FaultyFile implements JournalFile {

        private final JournalFile file;

        private FaultyFile(JournalFile file) {
            this.file = file;
        }

        @Override
        public int write(ByteBuffer bytes, long position) throws IOException {
            return file.write(bytes, position);
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            return file.read(into, position);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public void sync() throws IOException {
            requireSound();
            file.sync();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
