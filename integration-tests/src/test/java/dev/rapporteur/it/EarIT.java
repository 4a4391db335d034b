package dev.rapporteur.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.it.app.DoorServlet;
import dev.rapporteur.it.bed.App;
import dev.rapporteur.it.bed.Archives;
import dev.rapporteur.it.bed.Arrival;
import dev.rapporteur.it.bed.Bed;
import dev.rapporteur.it.bed.Definition;
import dev.rapporteur.it.bed.Topic;
import dev.rapporteur.it.ear.EnterpriseBean;
import dev.rapporteur.it.ear.LibraryBean;
import dev.rapporteur.it.ear.WebBean;
import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.nio.file.Path;
import java.util.Map;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** An EAR with the adapter inside, the plain cdi jar in its library, and no descriptor at all. */
class EarIT {

    private static final String EAR = "orders.ear";

    private final WildFlyServer server = Bed.server();
    private final App app = App.on(server, "orders");

    @Test
    void shouldInjectIntoBeansOfEachPartOfAnEar() {
        Topic topic = Topic.create(Bed.kafka(), "ear", 1);
        Path ear = Archives.write(application(), Bed.directory("wildfly"));
        try (Definition definition = new Definition(server, EAR + "#rapporteur.rar")) {
            definition.with("orders", Map.of("bootstrapServers", Bed.kafka().bootstrapServers()));
            server.deploy(ear);
            try {
                app.call(LibraryBean.class, "send", topic, "library");
                app.call(EnterpriseBean.class, "send", topic, "enterprise bean");
                app.call(WebBean.class, "send", topic, "web library");
                for (Class<?> bean : new Class<?>[] {LibraryBean.class, EnterpriseBean.class, WebBean.class}) {
                    assertThatThrownBy(() -> app.call(bean, "fail", topic)).hasMessageContaining("on purpose");
                }
                String mark = Topic.newMark();
                app.call(LibraryBean.class, "send", topic, mark);

                assertThat(topic.readUntil(mark))
                        .extracting(Arrival::payload)
                        .containsExactly("library", "enterprise bean", "web library");
            } finally {
                server.undeploy(EAR);
            }
            assertThat(definition).isNotNull();
        }
    }

    private static EnterpriseArchive application() {
        JavaArchive library = jar("library.jar", LibraryBean.class);
        JavaArchive beans = jar("beans.jar", EnterpriseBean.class);
        WebArchive web = ShrinkWrap.create(WebArchive.class, "orders.war")
                .addClass(DoorServlet.class)
                .addAsLibrary(jar("web.jar", WebBean.class));
        return ShrinkWrap.create(EnterpriseArchive.class, EAR)
                .addAsLibraries(Archives.cdiForEar().toFile())
                .addAsLibrary(library)
                .addAsModule(beans)
                .addAsModule(web)
                .addAsModule(Archives.rar().toFile());
    }

    private static JavaArchive jar(String name, Class<?> bean) {
        return ShrinkWrap.create(JavaArchive.class, name).addClass(bean);
    }
}
