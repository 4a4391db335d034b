package dev.rapporteur.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** The demo: starts the parts, then either shows the page or runs one checked round. */
final class Demo {

    private final Story story = new Story();
    private final Books books = new Books();

    private Demo() {}

    /** Exits with status 1 if the checked round fails. */
    public static void main(String[] arguments) throws Exception {
        System.exit(new Demo().run() ? 0 : 1);
    }

    private boolean run() throws IOException {
        Path directory = Path.of(System.getProperty("demo.directory")).toAbsolutePath();
        Path archives = Path.of(System.getProperty("demo.archives")).toAbsolutePath();
        clear(directory);
        try (Parts parts = new Parts(directory, archives, story)) {
            CompletableFuture<Void> kafka = CompletableFuture.runAsync(parts::prepareKafka);
            parts.prepareServer();
            kafka.join();
            Desk desk = new Desk(parts.serverUrl());
            Client client = new Client(desk, books, story);
            try (Warden warden = new Warden(parts, desk, books, story);
                    ReportReader reader = new ReportReader(parts.bootstrapServers(), books, story)) {
                warden.start();
                reader.start();
                if (Boolean.getBoolean("demo.once")) {
                    return new Round(client, desk, books, story).run();
                }
                show(parts, client, warden);
                return true;
            }
        }
    }

    private void show(Parts parts, Client client, Warden warden) throws IOException {
        Page.View view = () -> PageState.of(parts, warden.counters(), books.copy(), story.latest());
        try (Page page = new Page(Integer.getInteger("demo.port"), new Levers(parts, client).byName(), view)) {
            System.out.printf("%n  The payments desk is open:  %s%n", page.url());
            System.out.printf("  WildFly's console (admin, rapporteur):  %s%n", parts.consoleUrl());
            System.out.printf("  Enter or Ctrl-C ends it.%n%n");
            if (System.in.read() < 0) {
                // Without a terminal it lasts as long as Maven, or whatever started it.
                ProcessHandle.current()
                        .parent()
                        .ifPresent(parent -> parent.onExit().join());
            }
        }
    }

    /** Every run starts anew. */
    private static void clear(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> tree = Files.walk(directory)) {
                List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
                for (Path path : deepestFirst) {
                    Files.delete(path);
                }
            }
        }
    }
}
