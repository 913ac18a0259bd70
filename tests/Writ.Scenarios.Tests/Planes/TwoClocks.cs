namespace Writ.Scenarios.Tests.Planes;

/// <summary>A machine's two clocks: the wall clock, which anybody with the right may set, and the boot clock, which nobody can.</summary>
internal sealed class TwoClocks : TimeProvider
{
    private DateTimeOffset wall = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The boot clock.</summary>
    public TimeSpan Boot { get; private set; } = TimeSpan.FromDays(3);

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => wall;

    /// <summary>Time passes.</summary>
    public void Pass(TimeSpan time)
    {
        wall += time;
        Boot += time;
    }

    /// <summary>Somebody sets the wall clock.</summary>
    public void Set(TimeSpan by) => wall += by;
}
