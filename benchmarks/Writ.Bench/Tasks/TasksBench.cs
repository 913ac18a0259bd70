using System.Diagnostics;
using System.Globalization;
using Writ.Bench.Processes;
using Writ.Domain;

namespace Writ.Bench.Tasks;

/// <summary>
/// A hundred thousand open tasks of a thousand agents, under ten thousand policies: how fast they are opened, acted for and completed, what each holds of memory and disk, and
/// how soon a process that starts over all of them makes its first decision.
/// </summary>
internal sealed class TasksBench(int tasks)
{
    private const int Workers = 64;
    private const int First = 1_000;
    private const int Restarts = 5;
    private const double TargetKibibytes = 8;
    private const double TargetRestart = 1_000;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Runs it.</summary>
    public async Task<int> RunAsync()
    {
        var loadBefore = Machine.Load();
        Machine.WarnWhenBusy(loadBefore, "the rates and the restart");
        var folder = Directory.CreateTempSubdirectory("writ-bench-").FullName;
        try
        {
            TasksFleet.Write(folder);
            var figures = await RunAsync(folder);
            Console.Out.WriteLine(Machine.Describe(loadBefore));
            Console.Out.WriteLine($"{tasks} open tasks of {TasksFleet.Agents} agents, {Workers} at a time; targets: {TargetKibibytes} KiB a task, {TargetRestart} ms to the first decision");
            Console.Out.WriteLine();
            figures.Print();
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What a process does that starts over the tasks that another left: one decision. Prints how long that took since the process began, in milliseconds.</summary>
    public static async Task<int> RestartAsync(string folder, string task, int number)
    {
        await using var world = await TasksWorld.OpenAsync(folder);
        await world.DecideAsync(TaskId.Parse(task), number);
        using var self = Process.GetCurrentProcess();
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"decided {(DateTime.Now - self.StartTime).TotalMilliseconds:0}"));
        return 0;
    }

    private async Task<Figures> RunAsync(string folder)
    {
        var figures = new Figures();
        var ids = new TaskId[tasks];
        var database = Path.Combine(folder, "data", "writ.db");
        await using (var world = await TasksWorld.OpenAsync(folder))
        {
            // The compiler, the caches and the pools come before what is counted.
            await EachAsync(0, First, async n => ids[n] = await world.OpenAsync(n));
            await EachAsync(0, First, n => world.DecideAsync(ids[n], n));
            var (memory, heap, disk) = (Resident(), GC.GetTotalMemory(forceFullCollection: true), new FileInfo(database).Length);
            figures.Add("tasks.open_per_s", await EachAsync(First, tasks, async n => ids[n] = await world.OpenAsync(n)), "tasks/s");
            var more = tasks - First;
            figures.Add("tasks.kib_per_task", Math.Max(0, Resident() - memory) * 1024 / more, "KiB");
            figures.Add("tasks.heap_kib_per_task", Math.Max(0, GC.GetTotalMemory(forceFullCollection: true) - heap) / 1024.0 / more, "KiB");

            // Each task once, so that none is in a cache by luck.
            figures.Add("tasks.decide_per_s", await EachAsync(0, tasks, n => world.DecideAsync(ids[n], n)), "actions/s");
            figures.Add("tasks.kib_per_task_after", Math.Max(0, Resident() - memory) * 1024 / more, "KiB");
            figures.Add("tasks.disk_kib_per_task", (new FileInfo(database).Length - disk) / 1024.0 / more, "KiB");
        }

        var restarts = new List<double>();
        for (var i = 0; i < Restarts; i++)
        {
            var number = Random.Shared.Next(tasks);
            await using var child = Child.StartSelf("tasks-restart", folder, ids[number].ToString(), number.ToString(CultureInfo.InvariantCulture));
            restarts.Add(double.Parse((await child.LineAsync("decided", Limit)).Split(' ')[1], CultureInfo.InvariantCulture));
        }

        figures.Add("tasks.restart_ms", Median.Of(restarts), "ms");
        await using (var world = await TasksWorld.OpenAsync(folder))
        {
            figures.Add("tasks.complete_per_s", await EachAsync(0, tasks, n => world.Mover.MoveAsync(ids[n], TaskEdge.Complete, "command-exited", CancellationToken.None).AsTask()), "tasks/s");
        }

        return figures;
    }

    // How many a second.
    private static async Task<double> EachAsync(int from, int to, Func<int, Task> act)
    {
        var began = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(from, to, new ParallelOptions { MaxDegreeOfParallelism = Workers }, async (n, _) => await act(n));
        return (to - from) / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static double Resident()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return ProcFile.Mebibytes(Environment.ProcessId, "VmRSS");
    }
}
