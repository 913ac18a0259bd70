using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Writ.Cli;
using Writ.Enforcement;

namespace Writ.Actors;

/// <summary>The whole of `writ up`, with one part more: it kills its own process when an action reaches a step for the nth time.</summary>
internal static partial class DoomedHost
{
    public static async Task<int> RunAsync(string home, string config, int step, int count)
    {
        await using var host = await WritHost.StartAsync(
            new UpOptions(new Home(home), config, 0, 0, 0),
            services => services.AddSingleton<IStageListener>(new Killer(step, count)),
            CancellationToken.None);
        Console.Out.WriteLine("ready");

        // Whoever started it closes its input to let it end in good order.
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        return 0;
    }

    /// <summary>Steps 0 to 6 are the ways into the stages, 7 is the way out of the last.</summary>
    private sealed partial class Killer(int step, int count) : IStageListener
    {
        private const int SignalKill = 9;

        private int reached;

        public void Entering(Stage stage) => Reach((int)stage);

        public void Left(Stage last)
        {
            if (last == Stage.Observe)
            {
                Reach((int)Stage.Observe + 1);
            }
        }

        private void Reach(int at)
        {
            if (at == step && Interlocked.Increment(ref reached) == count)
            {
                _ = Kill(Environment.ProcessId, SignalKill);
            }
        }

        [LibraryImport("libc", EntryPoint = "kill")]
        private static partial int Kill(int processId, int signal);
    }
}
