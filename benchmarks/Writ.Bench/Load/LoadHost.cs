using System.Text.Json;

namespace Writ.Bench.Load;

/// <summary>A generator as a process: one job a line on standard input, one result a line on standard output, until the input ends.</summary>
internal static class LoadHost
{
    public const string Ready = "ready";

    public static int Run()
    {
        Console.Out.WriteLine(Ready);
        while (Console.In.ReadLine() is { } line)
        {
            var job = JsonSerializer.Deserialize(line, LoadJson.Default.LoadJob)!;
            LoadResult result;
            try
            {
                result = LoadRun.Run(job);
            }
            catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException)
            {
                result = new LoadResult(0, 0, 0, 0, 0, 0, 0, 1, exception.Message, 0);
            }

            Console.Out.WriteLine(JsonSerializer.Serialize(result, LoadJson.Default.LoadResult));
        }

        return 0;
    }
}
