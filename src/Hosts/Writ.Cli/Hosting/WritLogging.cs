using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Writ.Cli;

/// <summary>Logs one line an event to standard error; standard output is for what was asked.</summary>
internal static class WritLogging
{
    public static ILoggingBuilder AddWritLogging(this ILoggingBuilder logging)
    {
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);

        // A request that ended badly may quote what the client sent; Writ's own events say what matters of it.
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel.BadRequests", LogLevel.None);
        logging.AddSimpleConsole(static console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
        });
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(static options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        return logging;
    }
}
