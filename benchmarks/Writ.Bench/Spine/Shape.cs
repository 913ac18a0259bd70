namespace Writ.Bench.Spine;

/// <summary>A kind of load.</summary>
/// <param name="Name">As the table calls it.</param>
/// <param name="Connections">How many connections.</param>
/// <param name="Rate">Calls a second; zero for a closed loop.</param>
/// <param name="WarmMilliseconds">How long before anything is counted.</param>
/// <param name="MeasureMilliseconds">How long it is counted.</param>
internal sealed record Shape(string Name, int Connections, int Rate, int WarmMilliseconds, int MeasureMilliseconds)
{
    public static Shape Open { get; } = new("open 1,000/s", 16, 1000, 500, 4000);

    public static Shape Wide { get; } = new("closed, 16", 16, 0, 500, 2500);

    public static Shape Single { get; } = new("closed, 1", 1, 0, 300, 1200);

    /// <summary>What runs unmeasured first, so that every process has compiled its hot paths.</summary>
    public static Shape Warm { get; } = new("warm-up", 16, 0, 2500, 100);
}
