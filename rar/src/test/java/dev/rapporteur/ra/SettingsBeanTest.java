package dev.rapporteur.ra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.config.Setting;
import dev.rapporteur.impl.config.Settings;
import jakarta.resource.spi.ConfigProperty;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SettingsBeanTest {

    private final Map<String, Method> setters = Arrays.stream(SettingsBean.class.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(ConfigProperty.class))
            .collect(Collectors.toMap(Method::getName, Function.identity()));

    @Test
    void shouldHaveOneSetterForEachSetting() throws ReflectiveOperationException {
        for (Setting<?> setting : Settings.ALL) {
            Method setter = Objects.requireNonNull(setters.remove(setterName(setting)), setting.property());
            ReportResourceAdapter bean = new ReportResourceAdapter();

            setter.invoke(bean, "some text");

            assertThat(bean.texts()).containsExactly(Map.entry(setting.property(), "some text"));
            assertThat(setter.getAnnotation(ConfigProperty.class).confidential())
                    .as(setting.property())
                    .isEqualTo(setting.isSecret());
        }
        assertThat(setters).as("setters without a setting").isEmpty();
    }

    @Test
    void shouldBearNoMarksThatIronJacamarTakesForPartsOfTypeNames() {
        assertThat(setters.values())
                .allSatisfy(setter -> assertThat(setter.getAnnotatedParameterTypes()[0].getAnnotations())
                        .isEmpty());
    }

    @Test
    void shouldEqualABeanOfItsClassWithTheSameTexts() {
        ReportManagedConnectionFactory one = new ReportManagedConnectionFactory();
        ReportManagedConnectionFactory other = new ReportManagedConnectionFactory();
        one.setName("audit");
        other.setName("audit");

        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
        other.setLingerMs("1");
        assertThat(one).isNotEqualTo(other);
        assertThat((Object) new ReportResourceAdapter()).isNotEqualTo(new ReportManagedConnectionFactory());
    }

    @Test
    void shouldTakeUnsetForNothing() {
        ReportResourceAdapter bean = new ReportResourceAdapter();
        bean.setClientId("client");

        bean.setClientId("unset");

        assertThat(bean.texts()).isEmpty();
    }

    private static String setterName(Setting<?> setting) {
        String property = setting.property();
        return "set" + property.substring(0, 1).toUpperCase(Locale.ROOT) + property.substring(1);
    }
}
