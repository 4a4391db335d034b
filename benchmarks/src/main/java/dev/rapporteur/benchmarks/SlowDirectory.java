package dev.rapporteur.benchmarks;

import dev.rapporteur.impl.journal.JournalDirectory;
import dev.rapporteur.impl.journal.JournalFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A journal's directory whose files' syncs take as long as the disk says. Used by one thread at a time, as the one within. */
final class SlowDirectory implements JournalDirectory {

    private final JournalDirectory directory;
    private final Disk disk;

    SlowDirectory(JournalDirectory directory, Disk disk) {
        this.directory = directory;
        this.disk = disk;
    }

    @Override
    public Closeable lock() throws IOException {
        return directory.lock();
    }

    @Override
    public List<String> list() throws IOException {
        return directory.list();
    }

    @Override
    public JournalFile create(String name) throws IOException {
        return new SlowFile(directory.create(name), disk);
    }

    @Override
    public JournalFile open(String name) throws IOException {
        return new SlowFile(directory.open(name), disk);
    }

    @Override
    public void delete(String name) throws IOException {
        directory.delete(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        directory.rename(from, to);
    }

    @Override
    public @Nullable String inode(String name) throws IOException {
        return directory.inode(name);
    }

    @Override
    public void sync() throws IOException {
        directory.sync();
    }

    @Override
    public void requireIntact() throws IOException {
        directory.requireIntact();
    }

    @Override
    public long usableBytes() throws IOException {
        return directory.usableBytes();
    }

    @Override
    public String toString() {
        return directory.toString();
    }

    private record SlowFile(JournalFile file, Disk disk) implements JournalFile {

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
            long start = System.nanoTime();
            file.sync();
            disk.afterSync(start);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
