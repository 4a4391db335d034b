package dev.rapporteur.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.DeliveryListener;
import dev.rapporteur.NotAvailableException;
import dev.rapporteur.Observation;
import dev.rapporteur.Report;
import dev.rapporteur.ReportConnection;
import dev.rapporteur.ReportConnectionFactory;
import dev.rapporteur.ReportId;
import dev.rapporteur.ReportProducer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.Reference;
import javax.naming.spi.InitialContextFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LookedUpProducerTest {

    private static final String NAME = "java:/eis/rapporteur";
    private static final byte[] PAYLOAD = {1};
    static final Map<String, Object> BOUND = new HashMap<>();

    private final LookedUpProducer producer = new LookedUpProducer(NAME);

    @BeforeEach
    void useOurNaming() {
        System.setProperty(Context.INITIAL_CONTEXT_FACTORY, MapNaming.class.getName());
    }

    @AfterEach
    void forgetOurNaming() {
        System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
        BOUND.clear();
    }

    @Test
    void shouldHandEveryCallToTheFactorysProducer() {
        Factory factory = new Factory();
        BOUND.put(NAME, factory);

        producer.send("a", PAYLOAD);
        producer.send("b", "key", PAYLOAD);
        producer.sendTo("c", 3, PAYLOAD);
        producer.send(Report.to("d").payload(PAYLOAD).build());
        producer.send(List.of(Report.to("e").payload(PAYLOAD).build()));

        assertThat(factory.calls).containsExactly("a", "b key", "c 3", "d", "[e]");
        assertThat(producer.partitionsFor("f")).containsExactly(0);
    }

    @Test
    void shouldNameTheAdapterTheNameAndTheFixWhenNothingIsBound() {
        assertThatThrownBy(() -> producer.send("a", PAYLOAD))
                .isInstanceOf(NotAvailableException.class)
                .hasMessageContaining(NAME)
                .hasMessageContaining("rapporteur.rar")
                .hasMessageContaining("rapporteur.cli");
    }

    @Test
    void shouldSayWhenAnotherCopyOfTheApiIsBound() {
        BOUND.put(NAME, "foreign");

        assertThatThrownBy(() -> producer.send("a", PAYLOAD))
                .isInstanceOf(NotAvailableException.class)
                .hasMessageContaining("java.lang.String")
                .hasMessageContaining("bundle rapporteur-cdi.jar");
    }

    @Test
    void shouldFindTheSuccessorOfAStoppedAdapter() {
        Factory stopped = new Factory();
        BOUND.put(NAME, stopped);
        producer.send("a", PAYLOAD);
        Factory successor = new Factory();
        BOUND.put(NAME, successor);
        stopped.isStopped = true;

        assertThatThrownBy(() -> producer.send("b", PAYLOAD)).isInstanceOf(NotAvailableException.class);
        producer.send("c", PAYLOAD);

        assertThat(successor.calls).as("the refused call is not repeated").containsExactly("c");
    }

    /** Notes the calls; its producer is itself. */
    private static final class Factory implements ReportConnectionFactory, ReportProducer {

        private static final long serialVersionUID = 1L;

        private final transient List<String> calls = new ArrayList<>();
        private boolean isStopped;

        @Override
        public ReportConnection getConnection() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ReportProducer producer() {
            return this;
        }

        @Override
        public Observation observe(String name, DeliveryListener listener, Executor executor) {
            throw new UnsupportedOperationException();
        }

        private ReportId note(String call) {
            if (isStopped) {
                throw new NotAvailableException("stopped");
            }
            calls.add(call);
            return new ReportId(1, calls.size());
        }

        @Override
        public ReportId send(String topic, byte[] payload) {
            return note(topic);
        }

        @Override
        public ReportId send(String topic, String key, byte[] payload) {
            return note(topic + " " + key);
        }

        @Override
        public ReportId sendTo(String topic, int partition, byte[] payload) {
            return note(topic + " " + partition);
        }

        @Override
        public ReportId send(Report report) {
            return note(report.topic());
        }

        @Override
        public void send(Collection<Report> reports) {
            note(reports.stream().map(Report::topic).toList().toString());
        }

        @Override
        public List<Integer> partitionsFor(String topic) {
            return List.of(0);
        }

        @Override
        public void setReference(Reference reference) {}

        @Override
        public @Nullable Reference getReference() {
            return null;
        }
    }

    /** A naming service that is a map. */
    public static final class MapNaming implements InitialContextFactory {

        @Override
        public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
            return new InitialContext(true) {
                @Override
                public Object lookup(String name) throws NamingException {
                    Object found = BOUND.get(name);
                    if (found == null) {
                        throw new NameNotFoundException(name);
                    }
                    return found;
                }
            };
        }
    }
}
