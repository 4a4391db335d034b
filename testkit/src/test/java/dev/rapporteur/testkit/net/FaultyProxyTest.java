package dev.rapporteur.testkit.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FaultyProxyTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int SILENCE_MS = 200;

    private EchoServer server;
    private FaultyProxy proxy;

    /** Sends back each byte that comes. */
    private static final class EchoServer implements AutoCloseable {

        private final ServerSocket listener = new ServerSocket(FreePorts.next(), 50, InetAddress.getLoopbackAddress());

        EchoServer() throws IOException {
            daemon(() -> {
                while (true) {
                    Socket socket = listener.accept();
                    daemon(() -> socket.getInputStream().transferTo(socket.getOutputStream()));
                }
            });
        }

        private interface Work {
            void run() throws IOException;
        }

        private static void daemon(Work work) {
            Thread thread = new Thread(() -> {
                try {
                    work.run();
                } catch (IOException e) {
                    // Cut.
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void close() {
            try {
                listener.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @BeforeEach
    void listen() throws IOException {
        server = new EchoServer();
        proxy = new FaultyProxy(FreePorts.next(), server.listener.getLocalPort());
    }

    @AfterEach
    void closeWithoutThreads() {
        String name = proxy.toString();
        proxy.close();
        server.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(thread -> thread.startsWith(name));
    }

    @Test
    void shouldCarryBytesBothWays() throws IOException {
        try (Socket client = connect()) {
            assertThat(echo(client, "hello")).isEqualTo("hello");
        }
        Await.until("the connection is gone", SOON, () -> proxy.connections() == 0);
    }

    @Test
    void shouldDelayEachWayWithoutLimitingWhatIsUnderWay() throws IOException {
        proxy.carry(Conditions.delayed(Duration.ofMillis(200)));
        try (Socket client = connect()) {
            long begunNanos = System.nanoTime();
            for (int i = 0; i < 10; i++) {
                client.getOutputStream().write("0123456789".getBytes(StandardCharsets.US_ASCII));
            }

            assertThat(client.getInputStream().readNBytes(100)).hasSize(100);

            assertThat(millisSince(begunNanos)).isBetween(400L, 2_000L);
        }
    }

    @Test
    void shouldLimitTheRate() throws IOException {
        proxy.carry(Conditions.limited(100_000));
        try (Socket client = connect()) {
            long begunNanos = System.nanoTime();
            client.getOutputStream().write(new byte[50_000]);

            assertThat(client.getInputStream().readNBytes(50_000)).hasSize(50_000);

            assertThat(millisSince(begunNanos)).isGreaterThan(450);
        }
    }

    @Test
    void shouldCutWhatIsThereAndTakeNewOnes() throws IOException {
        try (Socket client = connect();
                Socket next = new Socket()) {
            assertThat(echo(client, "a")).isEqualTo("a");

            proxy.cut();

            assertThatThrownBy(() -> echo(client, "b")).isInstanceOf(IOException.class);
            next.connect(client.getRemoteSocketAddress());
            assertThat(echo(next, "c")).isEqualTo("c");
        }
    }

    @Test
    void shouldRefuseUntilHealed() throws IOException {
        proxy.refuse();
        try (Socket client = connect()) {
            assertThatThrownBy(() -> echo(client, "a")).isInstanceOf(IOException.class);
        }

        proxy.heal();

        try (Socket client = connect()) {
            assertThat(echo(client, "b")).isEqualTo("b");
        }
    }

    @Test
    void shouldDropAnswersWithoutATraceAndStaySoForTheOldConnection() throws IOException {
        try (Socket client = connect()) {
            assertThat(echo(client, "a")).isEqualTo("a");

            proxy.halfOpen(Direction.TO_CLIENT);

            assertThatThrownBy(() -> echo(client, "b")).isInstanceOf(SocketTimeoutException.class);
            proxy.heal();
            assertThatThrownBy(() -> echo(client, "c")).isInstanceOf(SocketTimeoutException.class);
        }
        try (Socket client = connect()) {
            assertThat(echo(client, "d")).isEqualTo("d");
        }
    }

    @Test
    void shouldDropRequestsOfNewConnections() throws IOException {
        proxy.halfOpen(Direction.TO_SERVER);
        try (Socket client = connect()) {
            assertThatThrownBy(() -> echo(client, "a")).isInstanceOf(SocketTimeoutException.class);
            assertThat(proxy.connections()).isEqualTo(1);
        }
    }

    private Socket connect() throws IOException {
        String address = proxy.address();
        Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), Integer.parseInt(address.substring(address.indexOf(':') + 1)));
        socket.setSoTimeout(SILENCE_MS * 5);
        return socket;
    }

    /** Fails if the answer is not whole, or none comes. */
    private static String echo(Socket client, String text) throws IOException {
        client.setSoTimeout(SILENCE_MS);
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        byte[] answer = client.getInputStream().readNBytes(text.length());
        if (answer.length < text.length()) {
            throw new IOException("cut");
        }
        return new String(answer, StandardCharsets.US_ASCII);
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }
}
